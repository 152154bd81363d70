// SPDX-License-Identifier: Apache-2.0
// What the data protection officer and IT see.
import { readFileSync } from 'node:fs';
import { ask, choose, fillPerson } from '../console.mjs';
import { check, same } from './say.mjs';

async function officer(t) {
  const visit = await t.open(t.school);
  await visit.signIn('dove');
  return visit;
}

async function questionsAreReviewed(t) {
  const brook = await t.open(t.school);
  await brook.signIn('brook');
  await ask(brook, t.network.families.known);
  const dove = await officer(t);
  await dove.go('/officer?all=1');
  await dove.look('officer');
  const open = dove.page.locator('input[name="entry"]');
  const before = await open.count();
  check(before > 0, 'there is nothing to look at');
  await open.first().check();
  await dove.page.locator('input[name="finding"]').first().check();
  await dove.page.getByRole('button', { name: 'Sign off' }).click();
  await dove.see('Signed off, and written into the log.');
  await dove.go('/officer?all=1');
  same(await open.count(), before - 1, 'questions that can be signed off');
}

async function whoAskedIsFound(t) {
  const dove = await officer(t);
  await dove.go('/officer/practitioner');
  await dove.look('officer-practitioner');
  await dove.go('/officer/subject');
  await dove.look('officer-subject');
  await fillPerson(dove.page, 1, t.network.families.known[0]);
  await dove.page.getByRole('button', { name: 'Look it up' }).click();
  await dove.see('Asked by us');
  await dove.look('officer-subject-found');
}

async function aComplaintHasItsClock(t) {
  const dove = await officer(t);
  await dove.go('/officer/complaints');
  await dove.page.fill('#received', '2 11 2026');
  await dove.page.fill('#kept_at', 'complaints file 7');
  await dove.page.getByRole('button', { name: 'Write it down' }).click();
  await dove.see('complaints file 7');
  await dove.look('officer-complaints');
}

async function otherPagesAreThere(t) {
  const dove = await officer(t);
  for (const page of ['new', 'touches', 'explain', 'rules', 'evidence']) {
    await dove.go(`/officer/${page}`);
    await dove.look(`officer-${page}`);
  }
}

async function onlyTheOfficerMay(t) {
  const brook = await t.open(t.earlyHelp);
  brook.expect('403');
  await brook.signIn('brook');
  await brook.go('/officer');
  await brook.see('You may not do this');
  await brook.look('not-allowed');
}

async function theVerifierIsTheOneThatIsShipped(t) {
  const dove = await officer(t);
  await dove.go('/officer/evidence');
  const [file] = await Promise.all([
    dove.page.waitForEvent('download'),
    dove.page.getByRole('link', { name: /verif/i }).first().click(),
  ]);
  const got = readFileSync(await file.path(), 'utf8');
  check(got.includes('SPDX-License-Identifier') && got.includes('python'), 'it is not the verifier');
}

async function itSeesWhatIsWrong(t) {
  const brook = await t.open(t.school);
  await brook.signIn('brook');
  await brook.go('/it');
  await brook.see('stream');
  await brook.look('it');
}

export const tests = [
  ['officer: questions are reviewed', questionsAreReviewed],
  ['officer: who asked is found', whoAskedIsFound],
  ['officer: a complaint has its clock', aComplaintHasItsClock],
  ['officer: the other pages are there', otherPagesAreThere],
  ['officer: nobody else may', onlyTheOfficerMay],
  ['officer: the verifier is the one that is shipped', theVerifierIsTheOneThatIsShipped],
  ['it: sees what is wrong', itSeesWhatIsWrong],
];
