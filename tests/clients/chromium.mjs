// Unpacks the Chromium that an npm package carries into the folder named by TMPDIR: the browser,
// its software renderer, a font, and the shared libraries that a small machine may lack.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";

const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
await chromium.executablePath();
await inflate(join(dirname(entry), "..", "..", "bin", "al2023.tar.br"));
