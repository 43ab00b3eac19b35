// What is wrong with pages: reads {"name": "<html>"}, writes {"name": ["line:column rule: words"]}.
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const { pages, forgiven } = JSON.parse(readFileSync(0, "utf8"));
const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
    rules: Object.fromEntries(forgiven.map((rule) => [rule, "off"])),
  }),
);

const complaints = {};
for (const [name, html] of Object.entries(pages)) {
  const report = validator.validateStringSync(html);
  complaints[name] = report.results
    .flatMap((result) => result.messages)
    .map((found) => `${found.line}:${found.column} ${found.ruleId}: ${found.message}`);
}
process.stdout.write(JSON.stringify(complaints));
