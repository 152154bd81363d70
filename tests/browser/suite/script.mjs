// SPDX-License-Identifier: Apache-2.0
// The frame, and what the script does with each attribute that it knows.
import { servePages } from './fixture.mjs';
import { check, same } from './say.mjs';

const SIGNED_IN = {
  signed_in: { name: 'J. Brook', form_token: 'token' },
  nav: [
    { href: '/check', text: 'Check', current: true },
    { href: '/families', text: 'Families we support', current: false },
    { href: '/officer', text: 'Data protection', current: false },
  ],
};

const PERSON = (n) => `<fieldset class="govuk-fieldset kith-person" data-person>
  <legend class="govuk-fieldset__legend">Person <span data-person-number>${n}</span></legend>
  <div class="govuk-form-group"><label class="govuk-label" for="person-${n}-forename">First name</label>
  <input class="govuk-input" id="person-${n}-forename" name="person-${n}-forename"
    aria-describedby="person-${n}-hint"><div id="person-${n}-hint" class="govuk-hint">As known</div></div>
  <button class="govuk-button govuk-button--secondary" name="do" value="remove-person-${n}"
    data-remove-person>Remove person <span data-person-number>${n}</span></button></fieldset>`;
const PEOPLE = `<h1>Check</h1><form method="post" action="/check"><div data-people="3">
  <div data-person-list>${PERSON(1)}</div><template data-person-template>${PERSON('N')}</template>
  <button class="govuk-button" name="do" value="add-person" data-add-person>Add another person</button>
  </div><button class="govuk-button" name="do" value="check">Check</button></form>`;

// Serves `answer`, opens `path`, and ends both.
async function on(t, answer, options, body, path = '/') {
  const pages = await servePages(answer);
  const visit = await t.open(pages.origin, options);
  try {
    await visit.go(path);
    await body(visit, visit.page);
  } finally {
    await visit.context.close(); // First, or it asks for an icon of who is gone.
    await pages.stop();
  }
}

function names(page) {
  return page.locator('[data-person-list] input').evaluateAll((all) => all.map((one) => one.name));
}

const whole = {
  ...SIGNED_IN, title: 'Check a family', danger: 'Ring 999, then 01632 960 100.',
  back: { href: '/check', text: 'Back' }, watermark: 'J. Brook, 23 November 2026',
  errors: { items: [{ href: '#person-1-forename', text: 'Enter a first name' }] }, content: PEOPLE,
};

async function frameIsAccessible(t) {
  for (const width of [320, 1280]) {
    await on(t, () => whole, { width }, (visit) => visit.look(`frame-${width}`));
  }
  await on(t, () => ({ content: '<h1>Sign in</h1>' }), {}, (visit) => visit.look('frame-bare'));
}

async function errorsAreFocused(t) {
  await on(t, () => whole, {}, async (visit, page) => {
    const focused = await page.evaluate(() => document.activeElement.hasAttribute('data-error-summary'));
    check(focused, 'the error summary has no focus');
    check((await page.title()).startsWith('Error: '), 'the title does not say that there is an error');
  });
}

async function skipLinkIsFirst(t) {
  await on(t, () => ({ ...SIGNED_IN, content: '<h1>Check</h1>' }), {}, async (visit, page) => {
    await page.keyboard.press('Tab');
    same(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content', 'first');
    await page.keyboard.press('Enter');
    same(await page.evaluate(() => document.activeElement.id), 'main-content', 'after the link');
  });
}

async function everyFocusIsSeen(t) {
  await on(t, () => ({ ...whole, errors: false }), {}, async (visit, page) => {
    const seen = new Set();
    for (;;) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      const [id, marked] = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return [document.activeElement.outerHTML.slice(0, 60),
          style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
          style.backgroundColor === 'rgb(255, 221, 0)'];
      });
      check(!seen.has(id), `the keyboard does not get past ${id}`);
      seen.add(id);
      check(marked, `no visible focus on ${id}`);
    }
    check(seen.size >= 10, `only ${seen.size} places are reached by the keyboard`);
  });
}

async function peopleAreAdded(t) {
  await on(t, () => ({ content: PEOPLE }), {}, async (visit, page) => {
    const add = page.locator('[data-add-person]');
    await page.fill('#person-1-forename', 'Sami');
    await add.click();
    await page.keyboard.type('Dina'); // The new field has the focus.
    same(await names(page), ['person-1-forename', 'person-2-forename'], 'names');
    same(await page.inputValue('#person-2-forename'), 'Dina', 'what was typed');
    same(await page.getAttribute('#person-2-forename', 'aria-describedby'), 'person-2-hint', 'hint');
    await page.getByText('Person 2 added.').waitFor({ state: 'attached' });
    await add.click();
    check(!(await add.isVisible()), 'a fourth person may be added');
    await visit.look('people');
  });
}

async function peopleAreRemovedAndRenumbered(t) {
  await on(t, () => ({ content: PEOPLE }), {}, async (visit, page) => {
    check(!(await page.locator('[data-remove-person]').isVisible()), 'the only person may be removed');
    await page.locator('[data-add-person]').click();
    await page.locator('[data-add-person]').click();
    await page.fill('#person-1-forename', 'Sami');
    await page.fill('#person-3-forename', 'Leo');
    await page.locator('[data-remove-person]').nth(1).click();
    same(await names(page), ['person-1-forename', 'person-2-forename'], 'names');
    same(await page.inputValue('#person-2-forename'), 'Leo', 'who moved up');
    same(await page.locator('[data-remove-person]').last().getAttribute('value'), 'remove-person-2',
      'the button moved up too');
    same(await page.locator('legend').last().innerText(), 'Person 2', 'and the heading');
  });
}

async function withoutScriptsTheServerAdds(t) {
  const sent = [];
  const answer = (request, body) => {
    if (request.method === 'POST') sent.push(body);
    return { content: PEOPLE };
  };
  await on(t, answer, { scripts: false }, async (visit, page) => {
    await page.locator('[data-add-person]').click();
    await page.waitForLoadState();
    same(sent.length, 1, 'posts');
    check(sent[0].includes('do=add-person'), `the server was not asked: ${sent[0]}`);
  });
}

async function contactsAreCopied(t) {
  const content = `<h1>Answer</h1><button class="govuk-button" data-copy="01632 960 101"
    data-copied="Number copied." hidden>Copy number</button>`;
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  await on(t, () => ({ content }), { context }, async (visit, page) => {
    await page.getByRole('button', { name: 'Copy number' }).click();
    await page.getByText('Number copied.').waitFor({ state: 'attached' });
    same(await page.evaluate(() => navigator.clipboard.readText()), '01632 960 101', 'copied');
  });
  await on(t, () => ({ content }), { scripts: false }, async (visit, page) => {
    check(!(await page.locator('[data-copy]').isVisible()), 'a button that can do nothing is shown');
  });
}

const WAIT = (words) => `<h1>Asking</h1><div data-wait-url="/wait" data-wait-seconds="1">
  <p data-wait-status role="status">${words}</p></div>`;

async function waitingShowsProgressAndThenTheAnswer(t) {
  let asked = 0;
  let shown = 0;
  const answer = ({ path }) => {
    if (path === '/answer') shown += 1;
    if (path === '/answer') return { content: '<h1>The answer</h1>' };
    asked += 1;
    if (asked < 3) return { refresh: '2', content: WAIT(`Asked ${asked} times`) };
    return { status: 303, headers: { location: '/answer' }, html: '' };
  };
  await on(t, answer, {}, async (visit, page) => {
    await visit.see('Asked 2 times');
    await page.getByRole('heading', { name: 'The answer' }).waitFor();
    same(shown, 1, 'the answer is fetched by whom it is shown to, and by nobody before');
  }, '/wait');
}

async function waitingWithoutScriptsRefreshes(t) {
  let asked = 0;
  const answer = ({ path }) => {
    if (path === '/answer') return { content: '<h1>The answer</h1>' };
    asked += 1;
    if (asked < 2) return { refresh: '1', content: WAIT('Asking') };
    return { status: 303, headers: { location: '/answer' }, html: '' };
  };
  await on(t, answer, { scripts: false }, (visit, page) =>
    page.getByRole('heading', { name: 'The answer' }).waitFor(), '/wait');
}

async function waitingLeavesWhenTheServerRefuses(t) {
  let asked = 0;
  const answer = () => {
    asked += 1;
    if (asked === 1) return { content: WAIT('Asking') };
    return { status: 403, content: '<h1>Sign in again</h1>' };
  };
  await on(t, answer, {}, async (visit, page) => {
    visit.expect('403');
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  }, '/wait');
}

const ANSWER = `<h1>Yes</h1><div data-leave-url="/check" data-leave-seconds="300" class="kith-leave">
  <p data-leave-text>This answer leaves the screen in 5 minutes.</p>
  <button class="govuk-button" type="button" data-leave-keep hidden>Keep it for longer</button></div>
  <p id="secret">Pat Example</p>`;
const answering = ({ path }) => ({ content: path === '/answer' ? ANSWER : '<h1>Check a family</h1>' });

async function anAnswerLeaves(t) {
  await on(t, answering, { clock: true }, async (visit, page) => {
    await page.clock.fastForward(200_000);
    await visit.see('in 100 seconds');
    check(!(await page.locator('[data-leave-keep]').isVisible()), 'it can be kept too early');
    await page.clock.fastForward(60_000);
    await page.locator('[data-leave-keep]').waitFor();
    await page.clock.fastForward(41_000);
    await page.getByRole('heading', { name: 'Check a family' }).waitFor();
  }, '/answer');
}

async function anAnswerIsKeptByWhoIsThere(t) {
  await on(t, answering, { clock: true }, async (visit, page) => {
    await page.clock.fastForward(260_000);
    await page.locator('[data-leave-keep]').click();
    await visit.see('in 5 minutes');
    await page.clock.fastForward(280_000);
    await visit.see('in 20 seconds');
  }, '/answer');
}

async function anAnswerDoesNotComeBack(t) {
  await on(t, answering, {}, async (visit, page) => {
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    check(!(await page.locator('#secret').isVisible()), 'what the browser keeps shows the answer');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await page.getByRole('heading', { name: 'Check a family' }).waitFor();
  }, '/answer');
}

async function anAnswerLeavesForThisConsoleOnly(t) {
  const elsewhere = ANSWER.replace('"/check"', '"https://elsewhere.example/"');
  await on(t, () => ({ content: elsewhere }), { clock: true }, async (visit, page) => {
    await page.clock.fastForward(400_000);
    await page.waitForTimeout(300); // For a journey that must not begin.
    same(new URL(page.url()).pathname, '/answer', 'where it went');
  }, '/answer');
}

async function aFormIsSentOnce(t) {
  let posts = 0;
  const answer = (request) => {
    if (request.method === 'POST') posts += 1;
    // No content: the page stays, as it does while a slow server thinks.
    return request.method === 'POST' ? { status: 204, html: '' }
      : { content: '<h1>Send</h1><form method="post" action="/"><button class="govuk-button">Send</button></form>' };
  };
  await on(t, answer, { clock: true }, async (visit, page) => {
    const button = page.getByRole('button', { name: 'Send' });
    for (let i = 0; i < 3; i += 1) await button.click();
    await page.waitForTimeout(200);
    same(posts, 1, 'posts');
    await page.clock.fastForward(11_000);
    await button.click();
    await page.waitForTimeout(200);
    same(posts, 2, 'posts after a while');
  });
}

const printed = (page) => page.evaluate(() => ({
  text: document.body.innerText, mark: getComputedStyle(document.querySelector('.kith-watermark') ||
    document.createElement('i')).position }));

async function onlyAWatermarkedPagePrints(t) {
  await on(t, () => ({ content: '<h1>Families</h1>' }), {}, async (visit, page) => {
    await page.emulateMedia({ media: 'print' });
    same((await printed(page)).text.trim(), '', 'what prints without a watermark');
  });
  await on(t, () => whole, {}, async (visit, page) => {
    check(!(await page.locator('.kith-watermark').isVisible()), 'the watermark is on the screen');
    await page.emulateMedia({ media: 'print' });
    const { text, mark } = await printed(page);
    check(text.includes('J. Brook, 23 November 2026') && text.includes('Check'), `prints: ${text}`);
    same(mark, 'fixed', 'so that every sheet has it');
  });
}

async function nothingMovesForWhoAskedForThat(t) {
  const content = '<h1>Send</h1><a class="govuk-button moving" href="/">Go</a>';
  await on(t, () => ({ content }), { context: { reducedMotion: 'reduce' } }, async (visit, page) => {
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length);
    same(moving, 0, 'moving elements');
  });
}

async function noScriptOfAPageRuns(t) {
  const content = '<h1>Send</h1><script>window.bad = 1</script><p style="color:red" onclick="bad=1">x</p>';
  await on(t, () => ({ content }), {}, async (visit, page) => {
    visit.expect('Content Security Policy');
    same(await page.evaluate(() => window.bad === undefined), true, 'an inline script ran not');
  });
}

export const tests = [
  ['script: the frame is accessible, at 320 pixels too', frameIsAccessible],
  ['script: errors are focused and in the title', errorsAreFocused],
  ['script: the first stop of the keyboard skips to the page', skipLinkIsFirst],
  ['script: every focus is seen', everyFocusIsSeen],
  ['script: people are added in place', peopleAreAdded],
  ['script: people are removed and the others renumbered', peopleAreRemovedAndRenumbered],
  ['script: without scripts the server adds people', withoutScriptsTheServerAdds],
  ['script: a contact is copied', contactsAreCopied],
  ['script: waiting shows progress and then the answer', waitingShowsProgressAndThenTheAnswer],
  ['script: waiting without scripts refreshes', waitingWithoutScriptsRefreshes],
  ['script: waiting goes where the server refuses', waitingLeavesWhenTheServerRefuses],
  ['script: an answer leaves the screen', anAnswerLeaves],
  ['script: an answer is kept by whoever is there', anAnswerIsKeptByWhoIsThere],
  ['script: an answer does not come back', anAnswerDoesNotComeBack],
  ['script: an answer leaves for this console only', anAnswerLeavesForThisConsoleOnly],
  ['script: a form is sent once', aFormIsSentOnce],
  ['script: only a page with a watermark prints', onlyAWatermarkedPagePrints],
  ['script: nothing moves for whoever asked for that', nothingMovesForWhoAskedForThat],
  ['script: no script of a page runs', noScriptOfAPageRuns],
];
