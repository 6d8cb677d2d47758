// Bundles a page that draws Adaptive Cards: `draw(cards)` in the page, see teams_drawing.py.
import { build } from "esbuild";

const [, , outfile] = process.argv;
const page = `
import * as AC from "adaptivecards";
import MarkdownIt from "markdown-it";
import "adaptivecards/lib/adaptivecards.css";

// Teams' own proportions, as far as its host configuration is published.
const config = new AC.HostConfig({
  fontFamily: "'Segoe UI', 'Open Sans', sans-serif",
  fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  spacing: { none: 0, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  supportsInteractivity: true,
  containerStyles: { default: { backgroundColor: "#ffffff", foregroundColors: {
    default: { default: "#242424", subtle: "#616161" },
    accent: { default: "#5b5fc7", subtle: "#5b5fc7" },
    attention: { default: "#b10e1c", subtle: "#b10e1c" },
  } } },
  actions: {
    maxActions: 6, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left",
  },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 16 },
});
const markdown = new MarkdownIt({ linkify: true, breaks: false });
AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};
window.pressed = [];

function drawOne(json) {
  const card = new AC.AdaptiveCard();
  card.hostConfig = config;
  card.onExecuteAction = (action) => window.pressed.push(action.url ?? action.data);
  const context = new AC.SerializationContext();
  card.parse(json, context);
  const events = [];
  for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i).message);
  for (const each of card.validateProperties().validationEvents) events.push(each.message);
  return [card.render(), events];
}

window.draw = (cards) => {
  const root = document.getElementById("root");
  root.replaceChildren();
  return cards.map((json) => {
    const [element, events] = drawOne(json);
    const frame = document.createElement("form"); // fields called alike in two cards are not one
    frame.className = "card";
    if (element) frame.append(element);
    root.append(frame);
    return events;
  });
};
`;
await build({
  stdin: { contents: page, resolveDir: import.meta.dirname, loader: "js" },
  bundle: true,
  format: "iife",
  outfile,
  logLevel: "error",
});
