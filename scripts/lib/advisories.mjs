/**
 * Every package of a `pnpm ls --json` tree with its versions, as the registry's bulk endpoint wants them.
 * @returns {Record<string, string[]>}
 */
export function packagesOf(projects) {
  const versions = new Map();
  const seen = new Set();
  const walk = (dependencies) => {
    for (const [name, { version, dependencies: further }] of Object.entries(dependencies ?? {})) {
      const key = `${name}@${version}`;
      // pnpm writes a package's own dependencies once, and leaves them out where it comes again.
      if (seen.has(key) && further === undefined) continue;
      seen.add(key);
      if (/^\d/.test(version ?? "")) versions.set(name, new Set([...(versions.get(name) ?? []), version]));
      walk(further);
    }
  };
  for (const project of projects) walk({ ...project.dependencies, ...project.optionalDependencies });
  return Object.fromEntries([...versions].sort().map(([name, list]) => [name, [...list].sort()]));
}

/** Sentences for a person, those that fail the build apart. */
export function judgeAdvisories(advisories) {
  const all = Object.entries(advisories ?? {}).flatMap(([name, list]) => list.map((entry) => ({ name, ...entry })));
  const say = ({ name, severity, title, vulnerable_versions: versions, url }) =>
    `${severity}: ${name} ${versions}: ${title} (${url})`;
  const isBad = ({ severity }) => severity === "high" || severity === "critical";
  return { bad: all.filter(isBad).map(say), others: all.filter((entry) => !isBad(entry)).map(say) };
}
