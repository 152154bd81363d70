// SPDX-License-Identifier: Apache-2.0
// The families an agency supports: what they agreed, who works with them, who takes
// them over. One agency writes it down, another sees its next check change.
import { ask, choose, eventually, typedDate } from '../console.mjs';
import { check, same } from './say.mjs';

const MOST_SECONDS = 60; // For writing down what a family agreed.
const NOTHING = 'We found no support we can tell you about.';

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function at(t, origin, who = 'brook') {
  const visit = await t.open(origin);
  await visit.signIn(who);
  return visit;
}

// On /families, a link of the person's row.
async function follow(visit, link) {
  await visit.go('/families');
  await visit.page.getByRole('link', { name: link }).first().click();
}

async function tickOnly(page, name) {
  for (const box of await page.locator('input[name="who"]').all()) await box.uncheck();
  await page.getByRole('checkbox', { name }).check();
}

async function agreementIsRecordedAndWithdrawn(t) {
  const early = await at(t, t.earlyHelp);
  const school = await at(t, t.school);
  const person = { forename: 'Caspian', surname: 'Drayhurst', born: '2020-06-19' };
  check((await ask(school, [person])).includes(NOTHING), 'they told before anybody agreed');

  await early.go('/families');
  await early.look('families');
  const started = Date.now();
  await follow(early, /Agreement of .*Caspian/);
  await early.look('agreement');
  for (const name of ['recipients', 'purposes', 'language']) {
    same(await early.page.locator(`input[name="${name}"]:checked`).count(), 0,
      `ticked before anybody agreed: ${name}`);
  }
  await early.page.getByRole('button', { name: 'Write it down' }).click();
  await early.see('There is a problem');
  await early.look('agreement-errors');
  await tickOnly(early.page, /Caspian/);
  await choose(early.page, 'capacity', 'parent');
  await early.page.fill('#said_by', 'mother');
  await choose(early.page, 'recipients', 'everybody');
  await choose(early.page, 'purposes', 'considering-referral');
  await choose(early.page, 'language', 'en');
  await early.page.fill('#evidence', 'file note 12 March');
  await choose(early.page, 'options', 'paper-is-safe');
  await early.page.getByRole('button', { name: 'Write it down' }).click();
  await early.page.waitForURL('**/families/receipt**');
  check(Date.now() - started < MOST_SECONDS * 1000, 'it took more than a minute');
  await early.look('receipt');
  await eventually(school, async () => (await ask(school, [person])).includes('Pat Example'),
    'the next check does not change');

  await follow(early, /Change of mind about .*Caspian/);
  await early.look('withdraw');
  await tickOnly(early.page, /Caspian/);
  await choose(early.page, 'where', 'everywhere');
  await early.page.getByRole('button', { name: 'Stop telling others' }).click();
  await early.see('It is withdrawn');
  await early.look('withdrawn');
  check((await ask(school, [person])).includes(NOTHING), 'they still tell after it was withdrawn');
}

async function whoWorksWithThemIsChanged(t) {
  const early = await at(t, t.earlyHelp);
  const school = await at(t, t.school);
  await follow(early, /Change who works with .*Phoebe/);
  await early.look('involvement');
  await choose(early.page, 'status', 'stepped down');
  await early.page.fill('#cover', '01632 960 119');
  await early.page.fill('#away_until', typedDate(inDays(20)));
  await early.page.getByRole('button', { name: 'Change it' }).click();
  await early.see('It was changed.');
  const text = await ask(school, t.network.families.leaves);
  check(text.includes('stepped down'), `the next check does not say so: ${text}`);
  check(text.includes('01632 960 119'), `nor who stands in: ${text}`);
}

async function somebodyObjectsAndAManagerDecides(t) {
  const early = await at(t, t.earlyHelp);
  const school = await at(t, t.school);
  const family = t.network.families.leaves;
  await follow(early, /Somebody objects about .*Phoebe/);
  await early.look('objection');
  await tickOnly(early.page, /Phoebe/);
  await choose(early.page, 'capacity', 'parent');
  await early.page.fill('#said_by', 'father');
  await early.page.getByRole('button', { name: 'Write it down' }).click();
  await early.see('Nothing is told of them any more');
  check((await ask(school, family)).includes(NOTHING), 'it is told though somebody objects');

  await early.page.getByRole('link', { name: /^Decide on it/ }).first().click();
  await early.look('objection-decide');
  await choose(early.page, 'decision', 'share');
  await early.page.fill('#reason', 'The child asked for it herself.');
  await early.page.getByRole('button', { name: 'Decide' }).click();
  await early.see('It is decided');
  await eventually(school, async () => !(await ask(school, family)).includes(NOTHING),
    'it is not told again');
}

async function aFamilyIsHandedOver(t) {
  const early = await at(t, t.earlyHelp);
  await follow(early, /Hand over .*Tobias/);
  await early.look('handovers');
  await early.page.selectOption('#to', { label: 'Hillview Primary' });
  await early.page.getByRole('button', { name: 'Propose it' }).click();
  await early.see('Done:');
  const [reference] = (await early.text()).match(/[A-Z]-\d+-\w+/);
  const school = await at(t, t.school);
  await eventually(school, async () => {
    await school.go('/families/handovers');
    return (await school.text()).includes(reference);
  }, 'the handover does not arrive');
  await school.look('handover-arrived');
  await school.page.getByRole('button', { name: `Say no to ${reference}` }).click();
  await school.see('Done:');
}

async function whoAskedIsRead(t) {
  const school = await at(t, t.school);
  await ask(school, t.network.families.known);
  await school.page.getByRole('button', { name: 'Joined' }).click();
  await school.see('You asked in order to become involved.');
  await school.page.getByRole('link', { name: 'Read the answer before this one again' }).click();
  await school.see('Why: thinking about a referral.');
  const early = await at(t, t.earlyHelp);
  await early.go('/families/digest');
  await early.see('Hillview Primary');
  await early.see('It asked in order to become involved.');
  await early.look('digest');
  await early.page.getByRole('button', { name: 'Got it' }).click();
  await early.see('The next digest begins here.');
  await early.look('digest-read');
}

async function severalFamiliesAreChecked(t) {
  const early = await at(t, t.earlyHelp);
  await early.go('/check/list');
  await early.look('list');
  const families = early.page.locator('main input[type=checkbox]');
  check((await families.count()) > 0, 'no family is listed');
  await families.first().check();
  await early.page.check('input[name="no_connection"]');
  await early.page.getByRole('button', { name: 'Check them' }).click();
  await early.see('Read the answer');
  await early.look('list-answers');
}

async function aMeetingsListIsChecked(t) {
  const school = await at(t, t.school);
  await school.go('/check/meeting');
  await school.look('meeting');
  const lines = [...t.network.families.known, ...t.network.families.unknown].map(
    (one) => `${one.forename}, ${one.surname}, ${typedDate(one.born)}`);
  await school.page.fill('#people', `${lines.join('\n')}\nNobody, Here`);
  await choose(school.page, 'purpose', 'considering-referral');
  await choose(school.page, 'ground', 'family-agreed');
  await school.page.check('input[name="no_connection"]');
  await school.page.getByRole('button', { name: 'Check them' }).click();
  await school.see(`Line ${lines.length + 1}: Enter a date of birth`);
  await school.look('meeting-errors');
  await school.page.fill('#people', lines.join('\n'));
  await school.page.check('input[name="no_connection"]');
  await school.page.getByRole('button', { name: 'Check them' }).click();
  await school.see(`${lines.length} of ${lines.length} have been asked about.`);
  await school.look('meeting-answers');
  check((await school.text()).includes('Yes.'), 'nobody was found');
  check((await school.text()).includes(NOTHING), 'everybody was found');
}

async function anybodyMayReadWhoIsConnected(t) {
  const visit = await t.open(t.school);
  await visit.go('/agencies');
  await visit.see('Northshire Community Trust');
  same(await visit.page.getByRole('button', { name: 'Sign out' }).count(), 0, 'sessions');
  await visit.look('agencies');
}

export const tests = [
  ['families: an agreement is written down and withdrawn', agreementIsRecordedAndWithdrawn],
  ['families: who works with them is changed', whoWorksWithThemIsChanged],
  ['families: somebody objects, and a manager decides', somebodyObjectsAndAManagerDecides],
  ['families: a family is handed over', aFamilyIsHandedOver],
  ['families: who asked is read', whoAskedIsRead],
  ['families: several are checked', severalFamiliesAreChecked],
  ['families: the list of a meeting is checked', aMeetingsListIsChecked],
  ['families: anybody may read who is connected', anybodyMayReadWhoIsConnected],
];
