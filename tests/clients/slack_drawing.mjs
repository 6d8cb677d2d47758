// Bundles a page that draws Slack messages: `draw([{name, app, time, blocks}])` in the page, see slack_drawing.py.
import { build } from "esbuild";

const [, , outfile] = process.argv;
const page = `
import React from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";

const logo = (fill) => "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" rx="8" fill="' + fill + '"/></svg>');
// The renderer takes every message for an app's.
const said = ({ name, app, time, blocks }, key) =>
  React.createElement("div", { key, className: app ? "" : "person" }, React.createElement(Message, {
    blocks, name, time: new Date(time), logo: logo(app ? "#1f6f78" : "#8a6d9e"), withoutWrapper: false,
  }));
let root;
window.draw = (messages) => {
  root?.unmount();
  root = createRoot(document.getElementById("root"));
  flushSync(() => root.render(messages.map(said)));
};
`;
await build({
  stdin: { contents: page, resolveDir: import.meta.dirname, loader: "jsx" },
  bundle: true,
  format: "iife",
  outfile,
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "error",
});
