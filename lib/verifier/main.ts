import { readFile } from "node:fs/promises";
import { checkEvidence } from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import { createNodeCrypto } from "./node-crypto";

/** `npm run verify -- FILE…`: checks proof files without any network. Exit code 0: all hold; 1: one does not; 2: unreadable. */
async function main(): Promise<number> {
  const files = process.argv.slice(2).filter((argument) => argument !== "--");
  if (files.length === 0) {
    console.error("npm run verify -- FILE…: each a proof downloaded from an explorer (download proof, *.proof.json)");
    return 2;
  }
  let code = 0;
  for (const file of files) code = Math.max(code, await checkFile(file));
  return code;
}

async function checkFile(file: string): Promise<number> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    console.error(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  try {
    const { chainId, consumerId, subject, height, says, trust, headers, signatures, rows, ...hashes } = checkEvidence(
      json,
      createNodeCrypto(),
    );
    const of = consumerId === undefined ? "" : ` of consumer ${consumerId}`;
    console.log(`${file}: holds`);
    console.log(`  ${subject}${of} after block ${height} of ${chainId}: ${says}`);
    console.log(`  header ${hashes.headerHash}, app hash ${hashes.appHash}`);
    console.log(`  ${headers} headers, ${signatures} signatures and ${rows.length} rows checked`);
    console.log(`  if you trust block ${trust.height} with the hash ${trust.hash} (${trust.method})`);
    for (const { store, key, value, says: reading } of rows.slice(0, 200)) {
      console.log(`    ${store} ${key} = ${value === null ? "absent" : value || "empty"}  (${reading})`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof LightError)) throw error;
    console.error(`${file}: does NOT hold: ${error.message}`);
    return 1;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
