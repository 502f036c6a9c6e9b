import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { makeModulesEager, withEagerModules } from "./lib/eager-modules.mjs";

/** As Turbopack writes it: modules under one id and under two, and text that looks like the end of one. */
const CHUNK = `(globalThis.TURBOPACK||(globalThis.TURBOPACK=[])).push(["object"==typeof document?document.currentScript:void 0,29232,(e,t)=>{"use strict";t.exports="},1,e=>{"},11816,14884,t=>{t.exports=[e=>e,/[)}]/.source,\`\${"caf\u00e9"})\`]},7,async e=>{e}]);`;

test("modules stand in parentheses, and are the same", () => {
  const made = withEagerModules(CHUNK) ?? "";
  expect(made).toBe(
    CHUNK.replace("(e,t)=>", "((e,t)=>")
      .replace('{"},', '{"}),')
      .replace("11816,14884,t=>", "11816,14884,(t=>")
      .replace(")`]},", ")`]}),")
      .replace("async e=>{e}", "(async e=>{e})"),
  );
  const modulesOf = (code: string) => {
    const chunks: unknown[][] = [];
    runInNewContext(code, { TURBOPACK: chunks });
    return chunks.map((chunk) =>
      chunk.map((part) => {
        if (typeof part !== "function") return part;
        const module = { exports: undefined as unknown };
        part({}, module);
        return String(module.exports);
      }),
    );
  };
  expect(modulesOf(made)).toEqual(modulesOf(CHUNK));
});

test("what is no chunk is left alone; a build without any is refused", () => {
  expect(withEagerModules("(()=>{let e})()")).toBeUndefined();
  const folder = mkdtempSync(path.join(tmpdir(), "eager-"));
  try {
    writeFileSync(path.join(folder, "runtime.js"), "(()=>{let e})()");
    expect(() => makeModulesEager(folder)).toThrow("looks like a chunk");
    writeFileSync(path.join(folder, "a.js"), CHUNK);
    makeModulesEager(folder);
    expect(readFileSync(path.join(folder, "a.js"), "utf8")).toBe(withEagerModules(CHUNK));
    expect(readFileSync(path.join(folder, "runtime.js"), "utf8")).toBe("(()=>{let e})()");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
