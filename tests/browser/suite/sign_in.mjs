// SPDX-License-Identifier: Apache-2.0
import { check, same } from './say.mjs';

async function signsInAndOut(t) {
  const visit = await t.open(t.school);
  const { page } = visit;
  await visit.go('/sign-in');
  const words = await visit.text();
  check(/in your name/.test(words), 'it is not said that a check is signed in one\'s name');
  check(/relative/.test(words) && /review/.test(words), 'it is not said that look-ups are reviewed');
  await visit.look('sign-in');
  await visit.signIn('brook');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  const [cookie] = (await visit.context.cookies()).filter((one) => one.name.startsWith('__Host-'));
  check(cookie?.secure && cookie?.httpOnly && cookie?.sameSite !== 'None', 'the session\'s cookie');
  await visit.signOut();
  await visit.go('/check');
  same(new URL(page.url()).pathname, '/sign-in', 'where somebody goes who is not signed in');
}

async function whoIsInNoGroupStaysOut(t) {
  const visit = await t.open(t.school);
  visit.expect('403');
  await visit.signIn('crow');
  await visit.see('You may not do this');
  await visit.look('sign-in-no-group');
  await visit.go('/check');
  same(new URL(visit.page.url()).pathname, '/sign-in', 'where they go then');
}

async function eachSeesTheirOwn(t) {
  for (const [who, sees] of [['dove', ['Data protection']], ['finch', ['Families we support']]]) {
    const visit = await t.open(t.school);
    await visit.signIn(who);
    const entries = await visit.page.locator('nav[aria-label="Kith"] a').allInnerTexts();
    for (const entry of sees) check(entries.includes(entry), `${who} does not see ${entry}`);
    check(!entries.includes('Check'), `${who} is offered to check`);
  }
}

async function whoLeavesTheGroupIsOut(t) {
  const visit = await t.open(t.earlyHelp);
  visit.expect('40');
  await visit.signIn('brook');
  await visit.go('/check');
  const groups = ['safeguarding', 'leads', 'managers', 'it-support'];
  try {
    for (const group of groups) t.provider.leaveGroup('brook', group);
    await visit.page.waitForTimeout(1_500); // Longer than the console waits to ask anew.
    await visit.go('/check');
    const fields = await visit.page.locator('#person-1-forename').count();
    same(fields, 0, 'fields to ask with, after leaving the group');
  } finally {
    for (const group of groups) t.provider.joinGroup('brook', group);
  }
}

export const tests = [
  ['sign-in: in and out', signsInAndOut],
  ['sign-in: who is in no group stays out', whoIsInNoGroupStaysOut],
  ['sign-in: each sees their own pages', eachSeesTheirOwn],
  ['sign-in: who leaves the group is out', whoLeavesTheGroupIsOut],
];
