// SPDX-License-Identifier: Apache-2.0
// Asking whether a family is already supported, in every way a person may ask.
import { ask, checkButton, fillQuestion, typedDate, WITH_AGREEMENT } from '../console.mjs';
import { check, same } from './say.mjs';

const MOST_SECONDS = 30; // For the common case, with typing.
const MOST_FIELDS = 12;
const PER_KEY = 180; // Milliseconds: somebody who types with two fingers.

async function signedIn(t, options) {
  const visit = await t.open(t.school, options);
  await visit.signIn('brook');
  return visit;
}

function has(text, ...words) {
  for (const word of words) check(text.includes(word), `it does not say "${word}": ${text}`);
}

async function aFamilyThatIsSupported(t) {
  const visit = await signedIn(t);
  await visit.go('/check');
  await visit.look('check');
  const text = await ask(visit, t.network.families.known);
  has(text, '2 services are involved', '1 leads for the family', 'Pat Example', '01632 960 101',
    '01632 960 114', 'Leo', '5 of 5 agencies', 'Logged as entry');
  await visit.look('answer-involved');
  await visit.page.click('button[name="step"][value="rang"]');
  await visit.see('Written down');
  await visit.look('answer-next-step');
}

async function aFamilyNobodyMayTellOf(t) {
  const visit = await signedIn(t);
  const { unknown, withheld } = t.network.families;
  for (const [people, name] of [[unknown, 'answer-none'], [withheld, 'answer-none-withheld']]) {
    const text = await ask(visit, people);
    has(text, 'We found no support we can tell you about.', 'That does not mean nobody is helping.',
      '5 of 5 agencies');
    await visit.look(name);
  }
}

async function aQuestionThatIsRefused(t) {
  const visit = await signedIn(t);
  const text = await ask(visit, t.network.families.known,
    { purpose: 'tenancy-allocation', ground: 'family-agreed' });
  has(text, 'Not asked. Nothing left this building.', 'housing allocation is not a purpose');
  check(!text.includes('Pat Example'), 'and yet it was answered');
  await visit.look('answer-refused');
}

async function aQuestionThatCouldNotBeAsked(t) {
  const visit = await signedIn(t);
  await t.network.kill('broker');
  try {
    const text = await ask(visit, t.network.families.known);
    has(text, 'Could not be asked. This is not a “no”.');
    check(!text.includes('We found no support'), 'an outage reads as an answer');
    await visit.look('answer-unavailable');
  } finally {
    await t.network.start('broker');
  }
}

async function notAskedYet(t) {
  const visit = await signedIn(t);
  await visit.go('/check');
  await fillQuestion(visit.page, t.network.families.known.slice(0, 1),
    { ...WITH_AGREEMENT, ground: 'not-asked-yet' });
  await checkButton(visit.page).click();
  await visit.see('Say to the family');
  await visit.look('check-say-first');
}

async function whatIsWrongIsSaidBesideIt(t) {
  const visit = await signedIn(t);
  const { page } = visit;
  await visit.go('/check');
  await page.fill('#person-1-forename', 'Sami');
  await page.fill('#person-1-born', '31 2 2021');
  await checkButton(page).click();
  await visit.see('There is a problem');
  await visit.look('check-errors');
  same(await page.inputValue('#person-1-forename'), 'Sami', 'what was typed before');
  await page.locator('[data-error-summary] a').first().click();
  const focused = await page.evaluate(() => document.activeElement.id);
  check(focused.startsWith('person-1-'), `the error leads to ${focused || 'nothing'}`);
}

async function withoutScripts(t) {
  const visit = await signedIn(t, { scripts: false });
  const text = await ask(visit, t.network.families.known);
  has(text, '2 services are involved', 'Pat Example');
  await visit.look('answer-without-scripts');
  await visit.page.click('button[name="step"][value="rang"]');
  await visit.see('Written down');
  await visit.signOut();
}

async function onANarrowScreen(t) {
  const visit = await signedIn(t, { width: 320, height: 640 });
  await visit.go('/check');
  await visit.look('check-320');
  await ask(visit, t.network.families.known);
  await visit.look('answer-320');
}

async function enlargedTwice(t) {
  // A window of 1280 at 200 %.
  const visit = await signedIn(t, { width: 640, height: 450, context: { deviceScaleFactor: 2 } });
  await ask(visit, t.network.families.known);
  await visit.look('answer-enlarged');
}

// Tab to what `matches`, as somebody does who has no mouse.
async function tabTo(page, matches, what) {
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(matches.code, matches.value)) return;
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

const isId = (value) => ({ value, code: (id) => document.activeElement.id === id });
const isNamed = (value) => ({ value, code: (name) => document.activeElement.name === name });
const reads = (value) => ({ value, code: (words) => document.activeElement.textContent.trim() === words });

async function byKeyboardAlone(t) {
  const visit = await signedIn(t);
  const { page } = visit;
  const [person] = t.network.families.known;
  await visit.go('/check');
  for (const [field, text] of [['forename', person.forename], ['surname', person.surname],
    ['born', typedDate(person.born)]]) {
    await tabTo(page, isId(`person-1-${field}`), field);
    await page.keyboard.type(text);
  }
  await tabTo(page, isNamed('purpose'), 'why');
  await page.keyboard.press('Space');
  await tabTo(page, isNamed('ground'), 'whether they agreed');
  await page.keyboard.press('Space');
  await tabTo(page, isNamed('no_connection'), 'the declaration');
  await page.keyboard.press('Space');
  await tabTo(page, reads('Check'), 'the button');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/check/answer**', { timeout: 30_000 });
  has(await visit.text(), 'Pat Example');
  await tabTo(page, reads('Rang'), 'the next step');
  await page.keyboard.press('Enter');
  await visit.see('Written down');
}

async function theCommonCaseIsQuick(t) {
  const visit = await signedIn(t);
  const { page } = visit;
  const [person] = t.network.families.known;
  await visit.go('/check');
  const fields = await page.locator('main').getByRole('textbox').count() +
    await page.locator('main fieldset:has(input[type=radio])').count() +
    await page.locator('main input[type=checkbox]').count();
  check(fields <= MOST_FIELDS, `${fields} fields to look at; at most ${MOST_FIELDS}`);
  const started = Date.now();
  for (const [field, text] of [['forename', person.forename], ['surname', person.surname],
    ['born', typedDate(person.born)]]) {
    await page.locator(`#person-1-${field}`).pressSequentially(text, { delay: PER_KEY });
  }
  await page.check(`input[name="purpose"][value="${WITH_AGREEMENT.purpose}"]`);
  await page.check(`input[name="ground"][value="${WITH_AGREEMENT.ground}"]`);
  await page.check('input[name="no_connection"]');
  await checkButton(page).click();
  await page.waitForURL('**/check/answer**');
  const seconds = (Date.now() - started) / 1000;
  console.log(JSON.stringify({ common_case_seconds: seconds, fields }));
  check(seconds < MOST_SECONDS, `it took ${seconds} s`);
}

async function theAnswerLeaves(t) {
  const visit = await signedIn(t);
  const { page } = visit;
  await ask(visit, t.network.families.known);
  const answer = page.url();
  await page.getByRole('button', { name: 'Clear the screen now' }).click();
  await visit.see('The answer has left the screen.');
  await page.goBack();
  await page.waitForLoadState();
  check(!(await visit.text()).includes('Pat Example'), 'going back shows the answer');
  await page.goto(answer);
  check(!(await visit.text()).includes('Pat Example'), 'its address shows the answer');
}

async function anAnswerIsOfWhoAskedAlone(t) {
  const visit = await signedIn(t);
  await ask(visit, t.network.families.known);
  const other = await signedIn(t);
  await other.page.goto(visit.page.url());
  check(!(await other.text()).includes('Pat Example'), 'another session sees the answer');
}

async function nothingIsKept(t) {
  const visit = await signedIn(t);
  await visit.go('/check');
  await fillQuestion(visit.page, t.network.families.known.slice(0, 1));
  const replies = [];
  visit.page.on('response', (response) => replies.push(response));
  await checkButton(visit.page).click();
  await visit.page.waitForURL('**/check/answer**');
  for (const reply of replies.filter((one) => !one.url().includes('/assets/'))) {
    const keeping = (await reply.allHeaders())['cache-control'] || '';
    check(keeping.includes('no-store'), `${new URL(reply.url()).pathname} may be kept: ${keeping}`);
  }
}

export const tests = [
  ['check: a family that is supported, and the next step', aFamilyThatIsSupported],
  ['check: a family of which nobody may tell', aFamilyNobodyMayTellOf],
  ['check: a question that is refused', aQuestionThatIsRefused],
  ['check: the family was not asked yet', notAskedYet],
  ['check: what is wrong is said beside it', whatIsWrongIsSaidBesideIt],
  ['check: without scripts', withoutScripts],
  ['check: on a screen of 320 pixels', onANarrowScreen],
  ['check: at 200 %', enlargedTwice],
  ['check: by the keyboard alone', byKeyboardAlone],
  ['check: the common case is quick', theCommonCaseIsQuick],
  ['check: the answer leaves', theAnswerLeaves],
  ['check: an answer is of whoever asked alone', anAnswerIsOfWhoAskedAlone],
  ['check: nothing is kept', nothingIsKept],
  ['check: a question that could not be asked', aQuestionThatCouldNotBeAsked],
];
