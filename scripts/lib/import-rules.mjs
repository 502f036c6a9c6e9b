// Imports run one way (CONTRIBUTING.md, "Layers"). Pure: takes a file's path and what it imports, gives what is wrong.

/** Which layers a layer may import, beside itself. */
const LAYERS = {
  app: ["components", "lib/api", "lib/format", "lib/ics", "lib/shared", "lib/server"],
  components: ["lib/api", "lib/format", "lib/light", "lib/ics", "lib/shared"],
  "lib/shared": [],
  "lib/ics": ["lib/shared"],
  "lib/light": ["lib/ics", "lib/shared"],
  "lib/format": ["lib/ics", "lib/shared"],
  "lib/api": ["lib/ics", "lib/shared"],
  "lib/chain": ["lib/light", "lib/ics", "lib/shared"],
  "lib/store": ["lib/ics", "lib/shared"],
  "lib/config": ["lib/ics", "lib/shared"],
  "lib/verifier": ["lib/light", "lib/chain", "lib/store", "lib/config", "lib/ics", "lib/shared"],
  "lib/snapshot": ["lib/verifier", "lib/light", "lib/chain", "lib/store", "lib/config", "lib/ics", "lib/shared"],
  "lib/indexer": ["lib/chain", "lib/store", "lib/config", "lib/ics", "lib/shared"],
  "lib/server": ["lib/api", "lib/light", "lib/store", "lib/chain", "lib/config", "lib/format", "lib/ics", "lib/shared"],
  devnet: ["lib/shared"],
  "test/record": [],
};

/** Folders below `components` that anyone in `components` may use; the others (nouns) meet in the page only. */
const SHARED_COMPONENTS = new Set(["ui", "charts", "shell"]);

/** Packages that live behind one door. */
const DOORS = [
  { pattern: /^(?:pg|kysely|@electric-sql\/pglite)(?:\/|$)/, only: ["lib/store"] },
  { pattern: /^(?:@cosmjs\/|cosmjs-types)/, only: ["lib/chain"] },
  { pattern: /^recharts(?:\/|$)/, only: ["components/charts"] },
  { pattern: /^undici(?:\/|$)/, only: ["lib/chain"] },
];

/** Files whose work is to join layers, and what they may reach beyond them. */
const EXEMPT = {
  "lib/config/check.ts": ["lib/chain"],
  "lib/server/boot.ts": ["lib/indexer"],
  "instrumentation.ts": ["lib/server"],
  // The same check as on the server, with the browser's own crypto.
  "components/verify/check-worker.ts": ["lib/verifier"],
  // Puts rows of the record into the shape the code under test takes.
  "test/record/next-set-input.ts": ["lib/ics"],
};

const FREE = /^(?:e2e|bench|scripts|test)(?:\/|$)/;

export function layerOf(file) {
  if (file.startsWith("test/record/")) return "test/record";
  const [first, second] = file.split("/");
  if (first === "lib") return `lib/${second}`;
  return first;
}

/** @returns {string | undefined} what is wrong with `file` importing `target` (a path from the root, or a package name) */
export function faultOf(file, target, isPackage) {
  const isTest = /\.test\.tsx?$/.test(file);
  if (isPackage) {
    const door = DOORS.find(({ pattern }) => pattern.test(target));
    if (!door || isTest || FREE.test(file) || door.only.some((folder) => file.startsWith(`${folder}/`)))
      return undefined;
    return `${target} may be imported in ${door.only.join(", ")} only`;
  }
  const from = layerOf(file);
  const to = layerOf(target);
  if (from !== "test/record" && FREE.test(file)) return undefined;
  if (isTest) return undefined;
  if (from === to) return from === "components" ? nounFault(file, target) : undefined;
  const allowed = [...(LAYERS[from] ?? []), ...(EXEMPT[file] ?? [])];
  if (allowed.includes(to)) return undefined;
  return LAYERS[from] || EXEMPT[file] ? `${from} must not import ${to}` : undefined;
}

function nounFault(file, target) {
  const [, from] = file.split("/");
  const [, to] = target.split("/");
  if (from === to || SHARED_COMPONENTS.has(to)) return undefined;
  // What anyone may use is the name of a thing (style.md): its link.
  if (/-link\.tsx?$|-link$|-mark$/.test(target)) return undefined;
  return `components/${from} must not import components/${to}: noun folders meet in the page`;
}
