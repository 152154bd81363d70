// SPDX-License-Identifier: Apache-2.0
// What people do on the console's pages, in one place: a page that changes is
// followed here.

// "2021-03-14" as somebody types it: "14 3 2021".
export function typedDate(date) {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${month} ${year}`;
}

export async function fillPerson(page, number, person) {
  await page.fill(`#person-${number}-forename`, person.forename);
  await page.fill(`#person-${number}-surname`, person.surname);
  await page.fill(`#person-${number}-born`, typedDate(person.born));
}

export const WITH_AGREEMENT = { purpose: 'considering-referral', ground: 'family-agreed' };

export async function choose(page, name, value) {
  await page.check(`input[name="${name}"][value="${value}"]`);
}

// On /check, filled and not yet sent.
export async function fillQuestion(page, people, { purpose, ground } = WITH_AGREEMENT) {
  for (const [at, person] of people.entries()) {
    if (at > 0) await page.getByRole('button', { name: 'Add another person' }).click();
    await page.locator(`#person-${at + 1}-forename`).waitFor();
    await fillPerson(page, at + 1, person);
  }
  await choose(page, 'purpose', purpose);
  await choose(page, 'ground', ground);
  await page.check('input[name="no_connection"]');
}

export function checkButton(page) {
  return page.getByRole('button', { name: 'Check', exact: true }).last();
}

// Asks, and is at the answer.
export async function ask(visit, people, why = WITH_AGREEMENT) {
  await visit.go('/check');
  await fillQuestion(visit.page, people, why);
  await checkButton(visit.page).click();
  await visit.page.waitForURL('**/check/answer**', { timeout: 30_000 });
  return visit.text();
}

// Tries again until `holds` says so: what one agency writes down reaches the others
// with their next batch.
export async function eventually(visit, holds, what, patience = 30_000) {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s`);
    await visit.page.waitForTimeout(500);
  }
}
