// Reads `cargo metadata` on standard input and web/package-lock.json; fails on a licence that is not allowed.
import { readFileSync, existsSync } from "node:fs";

const allowed = new Set([
  "MIT", "MIT-0", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib",
  "Unicode-3.0", "Unicode-DFS-2016", "MPL-2.0", "CC0-1.0", "BSL-1.0", "CDLA-Permissive-2.0", "OFL-1.1", "Unlicense", "BlueOak-1.0.0",
  "bzip2-1.0.6", "Python-2.0", "CC-BY-4.0",
]);

/** An SPDX expression is fine when one way through its ORs has only allowed parts. */
const fine = (text) => {
  const tokens = text.replaceAll("/", " OR ").match(/\(|\)|\bAND\b|\bOR\b|[A-Za-z0-9.+-]+( WITH [A-Za-z0-9.+-]+)?/g) ?? [];
  let at = 0;
  const atom = () => {
    if (tokens[at] === "(") {
      at++;
      const inside = or();
      at++;
      return inside;
    }
    return allowed.has(tokens[at++]);
  };
  const and = () => {
    let good = atom();
    while (tokens[at] === "AND") { at++; good = atom() && good; }
    return good;
  };
  const or = () => {
    let good = and();
    while (tokens[at] === "OR") { at++; good = and() || good; }
    return good;
  };
  return tokens.length > 0 && or();
};

const bad = [];
const metadata = JSON.parse(readFileSync(0, "utf8"));
let crates = 0;
for (const p of metadata.packages) {
  crates++;
  if (!p.license ? !p.license_file : !fine(p.license)) bad.push(`crate ${p.name} ${p.version}: ${p.license}`);
}
let packages = 0;
for (const lock of ["web/package-lock.json", "e2e/package-lock.json"]) {
  if (!existsSync(lock)) continue;
  for (const [path, p] of Object.entries(JSON.parse(readFileSync(lock, "utf8")).packages)) {
    if (!path.includes("node_modules/") || p.link) continue;
    packages++;
    if (!p.license || !fine(p.license)) bad.push(`npm ${path}: ${p.license}`);
  }
}
console.log(`${crates} crates and ${packages} npm packages looked at`);
if (bad.length) {
  console.error("licences that are not on the list:\n  " + bad.join("\n  "));
  process.exit(1);
}
