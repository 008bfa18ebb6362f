// SPDX-License-Identifier: GPL-3.0-or-later
// node bundle.mjs OUT: what the report's charts need of Vega and Vega-Lite as one script that
// defines `charts`, behind the licences of all that is in it.
import { build } from "esbuild";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const entry = `
  export { parse, View } from "vega";
  export { compile } from "vega-lite";
  export { expressionInterpreter } from "vega-interpreter";
`;

function licences(files) {
  const folders = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  const titles = new Map(); // of packages, by text
  for (const folder of [...folders].sort()) {
    const name = readdirSync(join(here, folder)).find((file) => /^licen[cs]e/i.test(file));
    const { name: title, license } = JSON.parse(readFileSync(join(here, folder, "package.json")));
    const text = name ? readFileSync(join(here, folder, name), "utf8").trim() : license;
    if (!text) throw new Error(`${title} does not say how it is licensed`);
    titles.set(text, [...(titles.get(text) || []), title]);
  }
  return [...titles].map(([text, of]) => `/*! ${of.join(", ")}\n${text.replaceAll("*/", "* /")} */\n`).join("");
}

const made = await build({
  stdin: { contents: entry, resolveDir: here }, absWorkingDir: here, bundle: true, minify: true, write: false,
  format: "iife", globalName: "charts", legalComments: "none", metafile: true, logLevel: "warning",
});
const script = licences(Object.keys(made.metafile.inputs)) + made.outputFiles[0].text;
if (/<\/script|<!--/i.test(script)) throw new Error("the library holds the end of the element that it will stand in");
writeFileSync(process.argv[2] + ".new", script);
renameSync(process.argv[2] + ".new", process.argv[2]);
