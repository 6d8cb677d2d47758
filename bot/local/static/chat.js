// The local chat page: posts what a person does, and shows what the server tells it.
"use strict";
const body = document.body, base = body.dataset.base, here = body.dataset.current;
const find = (selector) => document.querySelector(selector);
const atHome = "home" in body.dataset; // the own page: sections in the place of messages
const log = find("#messages"), dialog = find("#dialog");
const seenKey = (name) => `seen ${name.startsWith("direct:") ? "" : base} ${name}`; // a direct message has one reader

function toast(text) {
  Object.assign(find("#toast"), { textContent: text || "", hidden: !text });
  clearTimeout(toast.timer);
  if (text) toast.timer = setTimeout(toast, 8000);
}

// One key per intent, kept until the server has answered: a double click or a second try counts once.
async function post(path, element, content) {
  const intent = JSON.stringify(content);
  if (element.ariaBusy === "true") return null;
  element.ariaBusy = "true";
  if (element.dataset.intent !== intent) Object.assign(element.dataset, { intent, key: crypto.randomUUID() });
  try {
    const sent = JSON.stringify({ ...content, key: element.dataset.key, conversation: here });
    const response = await fetch(`${base}/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: sent });
    const answer = await response.json();
    delete element.dataset.intent;
    toast(answer.error);
    if (answer.form) openDialog(answer.form);
    else if (atHome && !answer.farewell && !answer.error && !Object.keys(answer.faults).length) leaveOrRedraw(answer.said);
    if (answer.farewell) farewell(answer.farewell);
    return answer.error ? null : answer;
  } catch {
    return toast(body.dataset.failed);
  } finally {
    element.ariaBusy = null;
  }
}

// What is said stands among the messages; else the own page is drawn as it is now.
function leaveOrRedraw(said) {
  events?.close();
  if (said) location.assign(base); else location.reload();
}

function openDialog(html) {
  dialog.innerHTML = html;
  dialog.open || dialog.showModal();
  dialog.querySelectorAll("[data-people]").forEach(searchPeople);
}

async function searchPeople(field) {
  const list = field.parentElement.querySelector(".people"), words = field.value;
  const { people: found, more } = await (await fetch(`${base}/people?words=${encodeURIComponent(words)}`)).json();
  if (field.value !== words) return; // a later search has overtaken this one
  const chosen = list.querySelector("label:has(:checked)");
  const lines = found.filter((one) => one.id !== chosen?.firstChild.value).map((one) => {
    const label = find("#answer").content.firstElementChild.cloneNode(true);
    Object.assign(label.firstChild, { name: field.dataset.people, value: one.id, required: !!field.dataset.required });
    label.lastChild.textContent = one.label;
    return label;
  });
  list.replaceChildren(...(chosen ? [chosen] : []), ...lines);
  if (!list.childElementCount) list.textContent = list.dataset.none;
  if (more) list.append(Object.assign(document.createElement("p"), { className: "hint", textContent: body.dataset.more }));
}

// Down goes from the words into the list; Enter takes the only name left, and never sends the dialog.
function searchByKeyboard(event) {
  const names = event.target.parentElement.querySelectorAll(".people input");
  if (event.key === "Enter") {
    event.preventDefault();
    if (names.length === 1) names[0].click();
  } else if (event.key === "ArrowDown" && names.length) {
    event.preventDefault();
    names[0].focus();
  }
}

function showFaults(form, faults) {
  for (const line of form.querySelectorAll("[data-fault]")) {
    const text = faults[line.dataset.fault] || "", field = line.closest(".field");
    Object.assign(line, { textContent: text, hidden: !text });
    field?.classList.toggle("wrong", !!text);
    field?.querySelectorAll("input, textarea, select").forEach((one) => { one.ariaInvalid = String(!!text); });
  }
  form.querySelector(".wrong :is(input, textarea, select)")?.focus();
}

async function submitDialog(form) {
  const names = new Set([...form.elements].map((one) => one.name).filter(Boolean)), data = new FormData(form);
  const values = Object.fromEntries([...names].map((name) => [name, data.getAll(name).filter(Boolean)]));
  const answer = await post("submit", form, { token: form.dataset.token, message: form.dataset.message, values });
  if (!answer || answer.form) return;
  if (Object.keys(answer.faults).length) showFaults(form, answer.faults); else dialog.close();
}

function showMessage(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".message");
  const old = document.getElementById(fresh.id);
  const focused = old?.contains(document.activeElement), main = log.parentElement;
  if (old?.dataset.version === fresh.dataset.version) return;
  const atEnd = main.scrollHeight - main.scrollTop - main.clientHeight < 160;
  fresh.classList.add("fresh");
  if (old) old.replaceWith(fresh); else log.append(fresh);
  if (focused) fresh.focus(); // the pressed button is gone
  if (atEnd || fresh.classList.contains("mine")) showEnd();
}

// A message taller than the view is read from its beginning.
function showEnd() {
  const last = log.querySelector(".message:last-of-type"), main = log.parentElement;
  main.scrollTop = main.scrollHeight;
  if (last && last.offsetHeight > main.clientHeight) main.scrollTop = last.offsetTop - main.offsetTop;
}

function showUnread(latest) {
  if (here in latest) localStorage.setItem(seenKey(here), latest[here]);
  const isNew = (name) => name !== here && (latest[name] || 0) > Number(localStorage.getItem(seenKey(name)));
  for (const line of document.querySelectorAll("[data-conversation]")) line.classList.toggle("unread", isNew(line.dataset.conversation));
}

function filterPeople(field) {
  const words = field.value.toLowerCase().split(/\s+/), list = find(".people-list");
  for (const line of list.querySelectorAll("li")) {
    const text = `${line.textContent} ${line.querySelector("small").title} ${line.closest(".pillar").firstElementChild.textContent}`.toLowerCase();
    line.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of list.querySelectorAll(".pillar")) group.hidden = !group.querySelector("li:not([hidden])");
  find(".nobody").hidden = !!list.querySelector("li:not([hidden])");
}

function showTopBar(html) {
  const buttons = () => [...document.querySelectorAll("#top-bar button")], focused = buttons().indexOf(document.activeElement);
  if (find("#top-bar")) find("#top-bar").innerHTML = html;
  buttons()[focused]?.focus();
}

async function postStrip(form, button) { // letting a week pass takes seconds: the button shows it
  button.ariaBusy = "true";
  const sent = new URLSearchParams(new FormData(form, button));
  await fetch(form.action, { method: form.method, body: sent }).catch(() => toast(body.dataset.failed));
  button.ariaBusy = null;
}

let told = "";
function redrawHome(text) {
  if (told && told !== text && !dialog.open && !find("[aria-busy=true]")) location.reload();
  told = text;
}
const listeners = atHome ? {
  clock: (html) => { find("#clock").innerHTML = html; }, "top-bar": showTopBar, latest: redrawHome,
} : {
  message: showMessage, clock: (html) => { find("#clock").innerHTML = html; }, "top-bar": showTopBar,
  latest: (text) => showUnread(JSON.parse(text)),
  shown: (text) => { for (const line of [...log.children]) if (!text.includes(line.id.slice(2))) line.remove(); },
};
let events = null, gone = false;
function listen() { // a hidden page listens to nothing: browsers allow few connections to one address
  events?.close();
  if (document.hidden || gone) return;
  events = new EventSource(`${base}/events${location.search}`);
  for (const [name, show] of Object.entries(listeners)) events.addEventListener(name, (event) => show(event.data));
  Object.assign(events, { onerror: () => toast(body.dataset.offline), onopen: () => toast("") });
}

function farewell(html) { // the person is erased: what is left to be seen stays until they go elsewhere
  gone = true;
  events?.close();
  log.innerHTML = html;
  find("#command").hidden = true;
  log.firstElementChild.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const menuOpen = body.classList.contains("menu-open") ? !!event.target.closest("#sidebar") : button?.id === "menu";
  if (body.classList.toggle("menu-open", menuOpen) || base) find("#menu").ariaExpanded = String(menuOpen);
  if (button?.matches("[data-close]")) dialog.close();
  if (button?.dataset.command) post("command", button, { text: button.dataset.command });
  if (button?.dataset.token) post("press", button, { token: button.dataset.token, message: button.closest(".message").id.slice(2) });
});
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, field = find("#words");
  if (form.closest("#dialog")) submitDialog(form);
  else if (form.id === "command") { if (await post("command", form, { text: field.value })) field.value = ""; }
  else await postStrip(form, event.submitter);
  if (!base) location.reload(); // the page of choices does not listen for changes
});
document.addEventListener("input", (event) => {
  if ("filter" in event.target.dataset) filterPeople(event.target);
  if (event.target.dataset.people) searchPeople(event.target);
});
document.addEventListener("keydown", (event) => { if (event.target.dataset?.people) searchByKeyboard(event); });

if (base) {
  if (!atHome) showUnread(JSON.parse(body.dataset.latest)), showEnd();
  find(".person[aria-current]")?.scrollIntoView({ block: "nearest" });
  listen();
  document.addEventListener("visibilitychange", listen);
}
