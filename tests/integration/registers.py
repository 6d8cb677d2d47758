"""A coordinator at a register: what it says, what is pressed on it, and what is written down of that."""

import html
import re

import httpx

from tests.integration.pages_scene import Browser, Pages


async def here(pages: Pages, register: str = "") -> str:
    setting = await pages.scene.setting()
    return f"/pages/settings/{setting.id}/registers" + (f"/{register}" if register else "")


def words(page: str) -> str:
    """What a page says, without its mark-up."""
    main = page.partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


async def press(browser: Browser, path: str, act: str) -> httpx.Response:
    """Press the first button of this act on a register."""
    button = f'name="key" value="([^"]*)"><input type="hidden" name="token" value="({act}[^"]*)"'
    key, token = re.findall(button, (await browser.see(path)).text)[0]
    return await followed(browser, await browser.post(path, on=path, fields={"token": token, "key": key}))


async def send(browser: Browser, path: str, dialog: str, **values: str) -> httpx.Response:
    """Fill in a dialog as it was drawn, and hand it in."""
    hidden = dict(re.findall(r'type="hidden" name="(key|token|opener)" value="([^"]*)"', dialog))
    begins = {name: "who" if f'name="who-{name}"' in dialog else "in" for name in values}
    written = {f"{begins[name]}-{name}": said for name, said in values.items()}
    return await followed(browser, await browser.post(f"{path}/form", on=path, fields={**hidden, **written}))


async def followed(browser: Browser, answer: httpx.Response) -> httpx.Response:
    """Where an answer leads, as browsers go there: by looking, so that a reload sends nothing."""
    return await browser.see(answer.headers["location"]) if answer.status_code == 303 else answer


async def told(browser: Browser, path: str) -> str:
    answer = await browser.see(path)
    assert answer.status_code == 200
    return words(answer.text)


async def acts(pages: Pages) -> list[str]:
    """What was written down of coordinators, in the order of the alphabet."""
    async with pages.scene.app.deps.begin() as uow:
        return sorted(each.what.value for each in await uow.acts.latest(20) if each.person_id)
