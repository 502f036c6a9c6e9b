import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAst } from "vite";

/** What a chunk of Turbopack's looks like: it hands over its own tag, then ids and functions of modules in turn. */
const CHUNK = "(globalThis.TURBOPACK||(globalThis.TURBOPACK=[])).push([";

/**
 * A chunk whose modules stand in parentheses, which mean nothing but a hint: "compile me now". `undefined` for any other script.
 *
 * 2026-11-28 · V8 only skims a function until it is called, unless it stands in parentheses (v8.dev/blog/preparser, "PIFEs").
 * The functions of modules are called all at once when a page starts: each was read twice, the second time in one task of 41 ms
 * of CPU of which 18 were React alone. With the hint each chunk compiles its modules in its own task, on a real network while it
 * arrives, beside the main thread; that one task is 24 ms.
 */
export function withEagerModules(code) {
  if (!code.startsWith(CHUNK)) return undefined;
  const [{ expression }] = parseAst(code).body;
  let made = "";
  let at = 0;
  for (const { type, start, end } of expression.arguments[0].elements) {
    if (type !== "ArrowFunctionExpression") continue;
    made += `${code.slice(at, start)}(${code.slice(start, end)})`;
    at = end;
  }
  return made + code.slice(at);
}

/** Does it to every script of a build. Throws when none looks as expected: the bundler has changed its form. */
export function makeModulesEager(folder) {
  let found = 0;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const made = name.endsWith(".js") ? withEagerModules(readFileSync(file, "utf8")) : undefined;
    if (made === undefined) continue;
    found += 1;
    writeFileSync(file, made);
  }
  if (found === 0) throw new Error(`no script in ${folder} looks like a chunk (scripts/lib/eager-modules.mjs)`);
}
