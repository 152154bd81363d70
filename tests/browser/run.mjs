// SPDX-License-Identifier: Apache-2.0
// Drives the console's pages in Chromium, against a real network of processes and a
// real OpenID Connect provider:
//
//   node tests/browser/run.mjs [--screenshots] [WORD...]
//
// Runs the tests whose name has one of the words; all without one. One line a test,
// "ok NAME" or "not ok NAME: why"; the last is "N passed, N failed". --screenshots
// writes a picture of each page to docs/screens/. It needs what `ninja browser_tests`
// builds, and Debian's chromium. Ends with 1 if a test failed or none ran.
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startNetwork } from './network.mjs';
import { startProvider } from './provider.mjs';
import { launch, Visit } from './visit.mjs';
import { tests as script } from './suite/script.mjs';
import { tests as provider } from './suite/provider.mjs';
import { tests as pages } from './suite/pages.mjs';

const MOST = 120_000; // Milliseconds that one test may take.
const AGENCIES = { school: 'hillview-primary', earlyHelp: 'northshire-early-help' };

const words = process.argv.slice(2).filter((argument) => argument !== '--screenshots');
const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));

function spkiOf(folder) {
  const certificate = new X509Certificate(readFileSync(join(folder, 'certificate.pem')));
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

// A network, a provider and a browser that believes the consoles' certificates.
async function raise() {
  const ports = {};
  for (const agency of Object.values(AGENCIES)) ports[agency] = await freePort();
  const clients = Object.entries(ports).map(([agency, port]) => ({
    clientId: `kith-console-${agency}`,
    clientSecret: agency === AGENCIES.school ? `test-secret-of-${agency}` : '',
    origin: `https://localhost:${port}`,
  }));
  const idp = await startProvider(clients);
  const network = await startNetwork(idp.issuer, ports);
  const originOf = (agency) => network.consoles.find((one) => one.agency === agency).origin;
  return {
    provider: idp,
    network,
    browser: await launch(network.consoles.map((one) => spkiOf(one.folder))),
    school: originOf(AGENCIES.school),
    earlyHelp: originOf(AGENCIES.earlyHelp),
    async stop() {
      await this.browser.close();
      await network.stop();
      await idp.stop();
    },
  };
}

async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Each test opens as many visits as it likes; what they saw is judged at its end.
async function runOne(stage, test) {
  const visits = [];
  const t = {
    ...stage,
    async open(origin, options) {
      const visit = await Visit.open(stage, origin, options);
      visits.push(visit);
      return visit;
    },
  };
  let why = null;
  await within(MOST, test(t)).catch((error) => (why = error));
  for (const visit of visits) await visit.close().catch((error) => (why = why || error));
  return why;
}

async function runAll(list, stage, tally) {
  for (const [name, test] of list) {
    const why = await runOne(stage, test);
    if (why) tally.failed += 1;
    else tally.passed += 1;
    const reason = why ? `: ${String(why.message).split('\n').slice(0, 30).join(' | ')}` : '';
    console.log(`${why ? 'not ok' : 'ok'} ${name}${reason}`);
    if (why && process.env.KITH_BROWSER_TRACE) console.log(why.stack);
  }
}

const measured = [];
const extras = {
  pictures: process.argv.includes('--screenshots'),
  note: (name, weight, paint) => measured.push({ name, weight, paint }),
};
const tally = { passed: 0, failed: 0 };
const alone = [...script, ...provider].filter(([name]) => wanted(name));
const together = pages.filter(([name]) => wanted(name));

if (alone.length) {
  const browser = await launch([]);
  await runAll(alone, { ...extras, browser }, tally);
  await browser.close();
}
if (together.length) {
  let stage = null;
  try {
    stage = await raise();
    await runAll(together, Object.assign(stage, extras), tally);
  } catch (error) {
    tally.failed += 1;
    console.log(`not ok the network: ${String(error.message).split('\n').join(' | ')}`);
  }
  if (stage) await stage.stop();
}
if (measured.length) {
  const heaviest = measured.reduce((a, b) => (a.weight > b.weight ? a : b));
  const slowest = measured.reduce((a, b) => (a.paint > b.paint ? a : b));
  console.log(JSON.stringify({ pages: measured.length, heaviest_bytes: heaviest.weight,
    heaviest: heaviest.name, latest_paint_ms: Math.round(slowest.paint), latest: slowest.name }));
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);
