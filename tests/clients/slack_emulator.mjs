// Runs the Slack emulator. Reads the seed as one line of JSON, answers {"url": ...} when it listens,
// answers {"reset": true} to each further line, and ends when its input ends, so no orphan can stay.
import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { createEmulator } from "emulate";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// Slack takes arguments from the query, the form or both, by GET or POST. The emulator reads the form
// of a POST only, so what Python's asynchronous client puts into the query is moved there.
async function asPost(request, body) {
  const { pathname, search, searchParams } = new URL(request.url, "http://127.0.0.1");
  const isForm = (request.headers["content-type"] ?? "application/x-www-form-urlencoded").includes("urlencoded");
  const movable = pathname.startsWith("/api/") && (request.method === "GET" || search) && (isForm || !body.length);
  if (!movable) return { path: request.url, method: request.method, body, headers: {} };
  const form = new URLSearchParams(body.toString());
  searchParams.forEach((value, name) => form.append(name, value));
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { path: pathname, method: "POST", body: form.toString(), headers };
}

const KEPT_OUT = new Set(["host", "connection", "content-length", "transfer-encoding", "accept-encoding"]);

async function pass(request, response) {
  const post = await asPost(request, await buffer(request));
  const kept = Object.entries(request.headers).filter(([name]) => !KEPT_OUT.has(name));
  const answer = await fetch(inner + post.path, {
    method: post.method,
    headers: { ...Object.fromEntries(kept), ...post.headers },
    body: ["GET", "HEAD"].includes(post.method) ? undefined : post.body,
    redirect: "manual",
  });
  const back = [...answer.headers].filter(([name]) => !KEPT_OUT.has(name));
  response.writeHead(answer.status, back).end(Buffer.from(await answer.arrayBuffer()));
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const seed = JSON.parse((await lines.next()).value);

let inner;
const front = createServer((request, response) => {
  pass(request, response).catch((error) => response.writeHead(502).end(String(error)));
}).listen(0, "127.0.0.1");
await once(front, "listening");
const url = `http://127.0.0.1:${front.address().port}`;

// The emulator names its own port only in its URL; asked to advertise ours, it would not name it.
const port = await freePort();
const emulator = await createEmulator({ service: "slack", hostname: "127.0.0.1", port, seed, baseUrl: url });
inner = `http://127.0.0.1:${port}`;
say({ url });

for await (const _ of { [Symbol.asyncIterator]: () => lines }) {
  emulator.reset();
  say({ reset: true });
}
await emulator.close();
front.close();
front.closeAllConnections();

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
