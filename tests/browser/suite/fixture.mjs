// SPDX-License-Identifier: Apache-2.0
// Pages in the console's own frame, with its own assets and its own headers, that a
// test makes up: what the script does with each attribute, without a network.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILD, ROOT } from '../packages.mjs';

const SAFETY = {
  'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; " +
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
const TYPES = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const FRAME = readFileSync(join(ROOT, 'agent/console/templates/layout.mustache'), 'utf8');
const MARKS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => MARKS[mark]);

// As much of Mustache as the frame uses; the console itself renders by its library.
function render(template, views) {
  const find = (name) => views.find((view) => Object(view) === view && name in view)?.[name];
  const section = /\{\{([#^])(\w+)\}\}\s*?([\s\S]*?)\{\{\/\2\}\}/g;
  const whole = template.replace(section, (_, kind, name, inner) => {
    const value = find(name);
    const items = Array.isArray(value) ? value : value ? [value] : [];
    if (kind === '^') return items.length ? '' : render(inner, views);
    return items.map((item) => render(inner, [item, ...views])).join('');
  });
  return whole
    .replace(/\{\{\{(\w+)\}\}\}/g, (_, name) => find(name) ?? '')
    .replace(/\{\{(\w+)\}\}/g, (_, name) => escaped(find(name) ?? ''));
}

const ALWAYS = {
  title: 'A page', agency: 'Hillview Primary', css: '/assets/console.css',
  js: '/assets/console.js', icon: '/assets/favicon.svg',
};

export function framed(values) {
  return render(FRAME.replace(/\{\{![\s\S]*?\}\}\s*/g, ''), [{ ...ALWAYS, ...values }]);
}

function asset(path) {
  const name = path.replace(/^\/assets\//, '');
  return readFileSync(join(BUILD, 'agent/console/web/assets', name));
}

// answer(request, body): what framed() takes, or {status, headers, html}.
export async function servePages(answer) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const path = request.url.split('?')[0];
    if (path.startsWith('/assets/')) {
      response.writeHead(200, { ...SAFETY, 'content-type': TYPES[path.split('.').pop()],
        'content-encoding': 'gzip' });
      response.end(gzipSync(asset(path)));
      return;
    }
    const given = answer({ path, method: request.method, url: request.url }, body);
    response.writeHead(given.status || 200, { ...SAFETY, 'content-type': 'text/html; charset=utf-8',
      ...given.headers });
    response.end(given.html ?? framed(given));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
