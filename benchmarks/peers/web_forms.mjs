// Answers a form in getodk/web-forms' engine: node web_forms.mjs FORM.xml ANSWERS.json (in the folder where it is installed)
// Prints {load, p50, p95, memory}: ms from the text to the first state of every place, ms of one answer with all that
// follows from it read again, MB of the process.
import fs from 'fs';
import { createRequire } from 'module';
import { pathToFileURL } from 'url';

const here = process.cwd() + '/';
const require = createRequire(here);
Object.assign(globalThis, { require, __dirname: here, __filename: here + 'index.js' });
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('');
for (const name of Object.getOwnPropertyNames(window))
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
Object.assign(globalThis, { window, document: window.document });
const { loadForm } = await import(pathToFileURL(here + 'node_modules/@getodk/xforms-engine/dist/index.js'));

const [, , file, given] = process.argv;
const answers = JSON.parse(fs.readFileSync(given, 'utf8'));

function places(root) {
  const found = [];
  const waiting = [root];
  while (waiting.length) {
    const one = waiting.pop();
    found.push(one);
    for (const kid of one.currentState.children ?? []) waiting.push(kid);
  }
  return found;
}

function looked(root) {
  for (const one of places(root)) {
    const now = one.currentState;
    void [now.relevant, now.required, now.readonly, now.value, one.validationState?.violation];
  }
}

const began = performance.now();
const result = await loadForm(fs.readFileSync(file, 'utf8'), { missingResourceBehavior: 'BLANK' });
const { root } = result.createInstance();
looked(root);
const load = performance.now() - began;

const byRef = new Map(places(root).map((one) => [one.currentState.reference, one]));
const times = [];
const until = performance.now() + 20_000; // a long chain takes it two seconds an answer
for (const [ref, value] of answers) {
  if (performance.now() > until) break;
  const place = byRef.get(ref);
  if (!place || !(place.setValue || place.selectValues)) continue;
  const started = performance.now();
  if (place.selectValues) place.selectValues(value === '' ? [] : value.split(' '));
  else if (place.selectValue) place.selectValue(value === '' ? null : value);
  else place.setValue(value);
  times.push(performance.now() - started);
}
const last = times.slice(-200).sort((a, b) => a - b);
console.log(JSON.stringify({
  load, p50: last[Math.floor(last.length / 2)], p95: last[Math.floor(last.length * 0.95)],
  memory: Math.round(process.memoryUsage().rss / 1e6),
}));
