// SPDX-License-Identifier: Apache-2.0
//
// What scripts add to pages that work without them. Each part looks for its data-
// attributes and does nothing where there are none; README.md lists them.
(() => {
  'use strict';

  const SECOND = 1000;
  const LOCK = 10 * SECOND; // How long a form that was sent is not sent again.
  const WARNING = 60; // Seconds before an answer leaves: time enough to keep it.
  const MOST_FAILURES = 5; // Of a waiting page's questions, one after the other.

  function all(selector: string, within: ParentNode = document): HTMLElement[] {
    return Array.from(within.querySelectorAll<HTMLElement>(selector));
  }

  function wholeNumber(text: string | undefined, otherwise: number): number {
    const value = Number(text);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  }

  // Only a path of this console: what the page says can send nobody elsewhere.
  function ownPath(text: string | undefined): string | null {
    if (!text) return null;
    const target = new URL(text, location.href);
    return target.origin === location.origin ? target.pathname + target.search : null;
  }

  // ---- Said aloud, and to nobody who does not listen ----
  function makeLiveRegion(): HTMLElement {
    const region = document.createElement('div');
    region.className = 'govuk-visually-hidden';
    region.setAttribute('role', 'status');
    region.setAttribute('aria-live', 'polite');
    document.body.append(region);
    return region;
  }
  let region: HTMLElement | null = null;
  function say(text: string): void {
    const live = (region = region || makeLiveRegion());
    live.textContent = '';
    // A region that says the same twice is heard only if it was empty in between.
    window.setTimeout(() => (live.textContent = text), 50);
  }

  // ---- People of the check form ----
  const NUMBERED = ['id', 'name', 'for', 'href', 'aria-describedby', 'aria-labelledby', 'value'];

  function renumber(person: HTMLElement, number: number): void {
    const rename = (text: string): string =>
      text.replace(/(^|[ #-])person-(\d+|N)(?=-|$| )/g, `$1person-${number}`);
    for (const element of [person, ...all('*', person)]) {
      for (const attribute of NUMBERED) {
        // What somebody typed is a property, but its default is the attribute.
        if (attribute === 'value' && element.tagName !== 'BUTTON') continue;
        const old = element.getAttribute(attribute);
        if (old !== null) element.setAttribute(attribute, rename(old));
      }
    }
    for (const place of all('[data-person-number]', person)) place.textContent = String(number);
  }

  function focusFirstField(person: HTMLElement | undefined): void {
    const field = person && person.querySelector<HTMLElement>('input:not([type=hidden]), select');
    if (field) field.focus();
  }

  // The list, kept numbered from 1, and between one and `most` long.
  class People {
    constructor(
      private readonly list: HTMLElement,
      private readonly empty: HTMLTemplateElement,
      private readonly add: HTMLElement,
      private readonly most: number,
    ) {
      this.settle();
    }

    addOne(): void {
      if (this.all().length >= this.most) return;
      this.list.append(this.empty.content.cloneNode(true));
      const people = this.settle();
      focusFirstField(people[people.length - 1]);
      say(`Person ${people.length} added.`);
    }

    removeOne(person: HTMLElement): void {
      const at = this.all().indexOf(person);
      if (at < 0 || this.all().length < 2) return;
      person.remove();
      const left = this.settle();
      focusFirstField(left[Math.min(at, left.length - 1)]);
      say(`Person ${at + 1} removed.`);
    }

    private all(): HTMLElement[] {
      return all('[data-person]', this.list);
    }

    private settle(): HTMLElement[] {
      const people = this.all();
      people.forEach((person, at) => renumber(person, at + 1));
      this.add.hidden = people.length >= this.most;
      const removes = all('[data-remove-person]', this.list);
      for (const remove of removes) remove.hidden = people.length < 2;
      return people;
    }
  }

  function peopleOf(group: HTMLElement): void {
    const empty = group.querySelector<HTMLTemplateElement>('template[data-person-template]');
    const list = group.querySelector<HTMLElement>('[data-person-list]');
    const add = group.querySelector<HTMLElement>('[data-add-person]');
    if (!empty || !list || !add) return;
    const people = new People(list, empty, add, wholeNumber(group.dataset.people, 8));
    group.addEventListener('click', (event) => {
      const pressed = event.target instanceof Element ? event.target.closest('button') : null;
      if (!pressed) return;
      const person = pressed.closest<HTMLElement>('[data-person]');
      if (pressed === add) {
        event.preventDefault();
        people.addOne();
      } else if (person && pressed.hasAttribute('data-remove-person')) {
        event.preventDefault();
        people.removeOne(person);
      }
    });
  }

  // ---- Copying a contact or the reference ----
  async function copy(button: HTMLElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(button.dataset.copy || '');
      say(button.dataset.copied || 'Copied.');
      button.dataset.words = button.dataset.words || button.textContent || '';
      button.textContent = 'Copied';
      window.setTimeout(() => (button.textContent = button.dataset.words || ''), 3 * SECOND);
    } catch {
      say('It could not be copied. Select the text and copy it yourself.');
    }
  }

  function copyable(button: HTMLElement): void {
    // Where the browser has no clipboard to offer the button stays hidden.
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }

  // ---- Waiting for the answer ----
  function waiting(box: HTMLElement): void {
    const path = ownPath(box.dataset.waitUrl);
    if (!path) return;
    const pause = wholeNumber(box.dataset.waitSeconds, 1) * SECOND;
    let failures = 0;

    const showProgress = async (response: Response): Promise<void> => {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const status = page.querySelector('[data-wait-status]');
      const shown = box.querySelector('[data-wait-status]');
      // No such place: the server sends on or says what went wrong, and the browser
      // goes there itself.
      if (!status || !shown) return location.replace(path);
      if (shown.textContent !== status.textContent) shown.textContent = status.textContent;
    };
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch(path, {
          redirect: 'manual',
          cache: 'no-store',
          credentials: 'same-origin',
        });
        await showProgress(response);
        failures = 0;
      } catch {
        failures += 1;
        if (failures >= MOST_FAILURES) return location.replace(path);
      }
      window.setTimeout(() => void ask(), pause);
    };
    window.setTimeout(() => void ask(), pause);
  }

  // ---- An answer leaves the screen ----
  function timeInWords(seconds: number): string {
    if (seconds >= 120) return `${Math.round(seconds / 60)} minutes`;
    return seconds === 1 ? '1 second' : `${seconds} seconds`;
  }

  // What the browser keeps for its Back button is blank, and is left at once.
  function neverComesBack(leave: () => void): void {
    window.addEventListener('pagehide', blank);
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) leave();
    });
  }

  function blank(): void {
    document.documentElement.classList.add('kith-left');
  }

  function leaving(box: HTMLElement): void {
    const path = ownPath(box.dataset.leaveUrl);
    if (!path) return;
    const span = wholeNumber(box.dataset.leaveSeconds, 300);
    const text = box.querySelector<HTMLElement>('[data-leave-text]');
    const keep = box.querySelector<HTMLElement>('[data-leave-keep]');
    // Against the time of day: a machine that slept counts the time it slept.
    let end = Date.now() + span * SECOND;
    let warned = false;

    const leave = (): void => {
      blank();
      location.replace(path);
    };
    const count = (): void => {
      const left = Math.ceil((end - Date.now()) / SECOND);
      if (left <= 0) return leave();
      const words = `This answer leaves the screen in ${timeInWords(left)}.`;
      if (text && text.textContent !== words) text.textContent = words;
      const soon = left <= WARNING;
      if (keep) keep.hidden = !soon;
      if (soon && !warned) say(keep ? `${words} You can keep it for longer.` : words);
      warned = soon;
    };
    if (keep) {
      keep.addEventListener('click', () => {
        end = Date.now() + span * SECOND;
        count();
        say('Kept.');
        const main = document.getElementById('main-content');
        if (main) main.focus(); // The button has just gone from under the focus.
      });
    }
    window.setInterval(count, SECOND);
    document.addEventListener('visibilitychange', count);
    neverComesBack(leave);
    count();
  }

  // ---- Sent once ----
  function sentOnce(form: HTMLFormElement): void {
    let sent = 0;
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return;
      if (Date.now() - sent < LOCK) event.preventDefault();
      else sent = Date.now();
    });
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) sent = 0;
    });
  }

  // ---- A page to print ----
  function printable(button: HTMLElement): void {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // ---- What was wrong is read first ----
  function focusErrors(summary: HTMLElement): void {
    summary.setAttribute('tabindex', '-1');
    summary.focus();
  }

  document.body.classList.add('js-enabled', 'govuk-frontend-supported');
  all('[data-people]').forEach(peopleOf);
  all('[data-copy]').forEach(copyable);
  all('[data-print]').forEach(printable);
  all('[data-wait-url]').forEach(waiting);
  all('[data-leave-url]').forEach(leaving);
  all('[data-error-summary]').forEach(focusErrors);
  Array.from(document.forms)
    .filter((form) => form.method === 'post' && !form.hasAttribute('data-send-again'))
    .forEach(sentOnce);
})();
