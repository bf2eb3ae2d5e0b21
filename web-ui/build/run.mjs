// What Maven calls: `node build/run.mjs build|test`. Runs npm only when its input has changed, so that a build of
// the whole tree costs nothing here. The input is known by its content: checking out a branch changes times.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;
const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const SOURCES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "public", "src"];
const steps = {
  build: { inputs: SOURCES, stamp: "dist/.built-from", commands: [["run", "build"]] },
  test: { inputs: [...SOURCES, ".oxlintrc.json", "test", "dev"], stamp: "target/.tested", commands: [["run", "lint"], ["test"]] },
};

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).toSorted().flatMap((name) => filesBelow(join(path, name)));
}

function fingerprint(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesBelow(join(home, input)))) {
    hash.update(file.slice(home.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

const isAsNoted = (stamp, print) => existsSync(join(home, stamp)) && readFileSync(join(home, stamp), "utf8") === print;

function note(stamp, print) {
  mkdirSync(dirname(join(home, stamp)), { recursive: true });
  writeFileSync(join(home, stamp), print);
}

function npm(...words) {
  // A step says only what is wrong.
  const run = spawnSync("npm", [...words, words[0] === "ci" ? "--loglevel=error" : "--silent"], { cwd: home, stdio: "inherit", shell: process.platform === "win32" });
  if (run.error) fail(`npm cannot be run (${run.error.message}): install Node ${NODE_MAJOR_MIN} or later with npm`);
  if (run.status !== 0) fail(`npm ${words.join(" ")} failed in web-ui: its message is above`);
}

function fail(message) {
  console.error(`web-ui: ${message}`);
  process.exit(1);
}

const step = steps[process.argv[2]];
if (!step) fail(`${process.argv[2]} is no step: use build or test`);
const major = Number(process.versions.node.split(".")[0]);
if (major < NODE_MAJOR_MIN) fail(`Node ${process.versions.node} is too old: install ${NODE_MAJOR_MIN} or later`);

const print = fingerprint(step.inputs);
if (!isAsNoted(step.stamp, print)) {
  const packages = fingerprint(["package.json", "package-lock.json"]);
  if (!isAsNoted("node_modules/.installed-from", packages)) {
    npm("ci", "--no-audit", "--no-fund");
    note("node_modules/.installed-from", packages);
  }
  for (const command of step.commands) npm(...command);
  note(step.stamp, print);
}
