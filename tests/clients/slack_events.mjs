// Loaded before the Slack emulator: adds POST /_events {url, writer}. The emulator then delivers every
// message of its conversations to the url, signed as Slack signs it, and takes "xoxp-<writer>" for that
// person's token, so that a test can write and open files as a person. It has the machinery but no way to set it.
// GET /_views tells every view that is open or published, whole; its own page shows their beginnings only.
import { readFileSync, readdirSync } from "node:fs";

const dist = new URL(".", import.meta.resolve("emulate"));
const name = readdirSync(dist).find(
  (file) => /^dist-.*\.js$/.test(file) && readFileSync(new URL(file, dist), "utf8").includes("chat.postMessage"),
);
const { getSlackStore, slackPlugin } = await import(new URL(name, dist).href);
const register = slackPlugin.register;

slackPlugin.register = (app, store, webhooks, ...rest) => {
  register(app, store, webhooks, ...rest);
  app.get("/_views", (c) => c.json(getSlackStore(store).views.all()));
  app.post("/_events", async (c) => {
    const { url, writer } = await c.req.json();
    webhooks.register({ url, events: ["message"], active: true, owner: "slack" });
    const { tokens, users } = getSlackStore(store);
    const { team_id } = users.findOneBy("user_id", writer);
    tokens.insert({ token: `xoxp-${writer}`, token_type: "user", team_id, user_id: writer, scopes: ["chat:write", "files:read"] });
    return c.json({ ok: true });
  });
};
