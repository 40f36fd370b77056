// Prints what Mozilla's HTTP Observatory finds of a host ("localhost:1234", the same port for http and https), as JSON.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { scan } from "@mdn/mdn-http-observatory";

// Its list of preloaded hosts is fetched by an install script, which we do not run; localhost is not in it.
const list = createRequire(import.meta.url).resolve("@mdn/mdn-http-observatory/conf/config-test.json");
writeFileSync(new URL("hsts-preload.json", `file://${list}`), "{}");

const { scan: outcome, tests } = await scan(process.argv[2]);
const failed = Object.values(tests).filter(({ pass }) => !pass).map(({ name, result }) => `${name}: ${result}`);
console.log(JSON.stringify({ ...outcome, failed }));
