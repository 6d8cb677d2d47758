// Bundles a page that draws Slack messages: `draw(message)` in the page, see slack_drawing.py.
import { build } from "esbuild";

const [, , outfile] = process.argv;
const page = `
import React from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";

const logo = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" rx="8" fill="#1f6f78"/></svg>');
let root;
window.draw = (blocks) => {
  root?.unmount();
  root = createRoot(document.getElementById("root"));
  flushSync(() => root.render(React.createElement(Message, {
    blocks, logo, name: "Crosspillar", time: new Date(2026, 2, 2, 10, 0), withoutWrapper: false,
  })));
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
