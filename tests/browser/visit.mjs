// SPDX-License-Identifier: Apache-2.0
// One person at one browser: what they do, and what is watched meanwhile.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { load, ROOT } from './packages.mjs';
import { passwordOf } from './provider.mjs';

const { chromium } = await load('playwright-core');
const { AxeBuilder } = await load('@axe-core/playwright');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const HEAVIEST = 200_000; // Bytes of a whole page, compressed, without a cache.
const PATIENCE = 15_000;

// `spki`: hashes of the keys of the consoles' certificates. Those keys and no others
// are believed without an authority that Chromium knows: the rest of TLS is as it is.
export function launch(spki) {
  return chromium.launch({
    executablePath: process.env.KITH_CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-dev-shm-usage',
      `--ignore-certificate-errors-spki-list=${spki.join(',')}`],
  });
}

function check(holds, what) {
  if (!holds) throw new Error(what);
}

function violationsInWords(violations) {
  return violations.map((one) =>
    `${one.id} (${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')})`);
}

export class Visit {
  // options: scripts (true), width (1280), keyboard (false), clock (false: the real one)
  static async open(stage, origin, options = {}) {
    const visit = new Visit();
    Object.assign(visit, { stage, origin, options, faults: [], expected: [], weight: 0 });
    visit.scripts = options.scripts !== false;
    visit.context = await stage.browser.newContext({
      javaScriptEnabled: visit.scripts,
      viewport: { width: options.width || 1280, height: options.height || 900 },
      locale: 'en-GB',
      ...options.context,
    });
    visit.context.setDefaultTimeout(PATIENCE);
    visit.page = await visit.context.newPage();
    if (options.clock) await visit.page.clock.install();
    visit.watch();
    return visit;
  }

  watch() {
    const { page, faults } = this;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    this.context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      const own = [this.origin, this.stage.provider?.issuer];
      if (protocol.startsWith('http') && !own.includes(origin)) {
        faults.push(`a request left for ${origin}`);
      }
    });
    page.on('requestfinished', async (request) => {
      const sizes = await request.sizes().catch(() => null);
      if (sizes) this.weight += sizes.responseBodySize + sizes.responseHeadersSize;
    });
  }

  // A fault that this test provokes: a text in the browser's own message.
  expect(words) {
    this.expected.push(words);
  }

  async go(path) {
    this.weight = 0;
    return this.page.goto(this.origin + path);
  }

  text() {
    return this.page.locator('main').innerText();
  }

  async see(words) {
    await this.page.getByText(words).first().waitFor().catch(async () => {
      throw new Error(`it does not say "${words}": ${await this.text()}`);
    });
  }

  async signIn(who) {
    await this.go('/sign-in');
    await this.page.locator('a[href^="/sign-in/start"], form[action^="/sign-in/start"] button')
      .first().click();
    await this.signOn(who);
    await this.page.waitForURL(`${this.origin}/**`);
  }

  // At the provider's own page.
  async signOn(who) {
    await this.page.getByLabel('User').fill(who);
    await this.page.getByLabel('Password').fill(passwordOf(who));
    await this.page.getByRole('button', { name: 'Sign on' }).click();
  }

  async signOut() {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.waitForURL((url) => !url.pathname.startsWith('/check'));
  }

  // Everything that holds of every page and state. `name` is also the picture's.
  async look(name) {
    await this.isAccessible(name);
    await this.fitsItsWidth(name);
    await this.isLight(name);
    check((await this.page.locator('h1').count()) === 1, `${name}: not one h1`);
    if (this.stage.pictures) await this.picture(name);
  }

  async isAccessible(name) {
    if (!this.scripts) return; // axe is a script; the same page was seen with them.
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(TAGS).analyze();
    check(violations.length === 0, `${name}: axe: ${violationsInWords(violations).join('; ')}`);
  }

  async fitsItsWidth(name) {
    const wider = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wider <= 0, `${name}: ${wider} pixels wider than the window`);
  }

  async isLight(name) {
    check(this.weight <= HEAVIEST, `${name}: ${this.weight} bytes; at most ${HEAVIEST}`);
    if (!this.scripts || this.options.clock) return;
    const paint = await this.page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
    this.stage.note(name, this.weight, paint);
  }

  async picture(name) {
    const folder = join(ROOT, 'docs', 'screens');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.jpg`), fullPage: true,
      type: 'jpeg', quality: 70, animations: 'disabled' });
  }

  async close() {
    await this.context.close();
    const unexpected = this.faults.filter(
      (fault) => !this.expected.some((words) => fault.includes(words)));
    check(unexpected.length === 0, `the browser complained: ${unexpected.join('; ')}`);
    for (const words of this.expected) {
      check(this.faults.some((fault) => fault.includes(words)), `nothing complained of ${words}`);
    }
  }
}
