// SPDX-License-Identifier: Apache-2.0
// An OpenID Connect provider on loopback, with keys and people of its own: what an
// agency would have. Its people's groups can be changed while it runs.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { load } from './packages.mjs';

// Names as in the agencies' own lists of staff; crow works nowhere.
const PEOPLE = {
  brook: { name: 'J. Brook', groups: ['safeguarding', 'leads', 'managers', 'it-support'] },
  finch: { name: 'M. Finch', groups: ['managers'] },
  dove: { name: 'O. Dove', groups: ['data-protection'] },
  crow: { name: 'C. Crow', groups: [] },
};

export function passwordOf(who) {
  return `password-of-${who}`;
}

function signingKeys() {
  const key = (pair, more) => ({ ...pair.privateKey.export({ format: 'jwk' }), use: 'sig', ...more });
  return {
    keys: [
      key(generateKeyPairSync('rsa', { modulusLength: 2048 }), { alg: 'RS256', kid: 'test-rsa' }),
      key(generateKeyPairSync('ec', { namedCurve: 'P-256' }), { alg: 'ES256', kid: 'test-ec' }),
    ],
  };
}

function clientOf({ clientId, clientSecret, origin }) {
  return {
    client_id: clientId,
    ...(clientSecret
      ? { client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_basic' }
      : { token_endpoint_auth_method: 'none' }),
    redirect_uris: [`${origin}/sign-in/done`, `${origin}/sign-in/done`],
    post_logout_redirect_uris: [`${origin}/sign-in/done`, `${origin}/sign-in/done`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
}

function accountOf(people, sub) {
  const person = people[sub];
  if (!person) return undefined;
  return {
    accountId: sub,
    claims: () => ({ sub, preferred_username: sub, name: person.name, groups: [...person.groups] }),
  };
}

function configuration(people, clients) {
  const claims = ['sub', 'preferred_username', 'name', 'groups'];
  return {
    clients: clients.map(clientOf),
    jwks: signingKeys(),
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true, methods: ['S256'] },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    claims: { openid: claims, profile: claims, groups: ['groups'] },
    // As most agencies' providers do, the token itself says who and in which groups.
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'profile', 'groups'],
    issueRefreshToken: async () => true,
    interactions: { url: (ctx, interaction) => `/sign-on/${interaction.uid}` },
    findAccount: async (ctx, sub) => accountOf(people, sub),
    // Whoever works for the agency has consented to its own console.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid offline_access profile groups');
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600,
      Grant: 600, RefreshToken: 3600 },
  };
}

const PAGE = (uid, words) => `<!DOCTYPE html><html lang="en"><title>Northshire sign-on</title>
<link rel="icon" href="data:,"><h1>Northshire sign-on</h1><p>${words}</p><form method="post" action="/sign-on/${uid}">
<p><label>User <input name="user" autocomplete="off"></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<button type="submit">Sign on</button></form></html>`;

async function formOf(request) {
  let body = '';
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

// The provider's own page, where a person says who they are.
async function signOn(provider, people, request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  const show = (words) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(PAGE(uid, words));
  };
  if (request.method !== 'POST') return show('Who are you?');
  const form = await formOf(request);
  const user = form.get('user') || '';
  if (!Object.hasOwn(people, user) || form.get('password') !== passwordOf(user)) {
    return show('That is not right.');
  }
  return provider.interactionFinished(request, response, { login: { accountId: user } },
    { mergeWithLastSubmission: false });
}

// clients: [{clientId, clientSecret, origin}]; no secret: a public client.
export async function startProvider(clients) {
  // It warns of Node versions and of defaults that a test may have.
  const quiet = { info: console.info, warn: console.warn };
  console.info = console.warn = () => {};
  const { default: Provider } = await load('oidc-provider');
  const people = structuredClone(PEOPLE);
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(people, clients));
  Object.assign(console, quiet);
  const faults = [];
  provider.on('server_error', (ctx, error) => faults.push(error.message));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/sign-on/')) return answer(request, response);
    signOn(provider, people, request, response).catch((error) => {
      faults.push(error.message);
      response.writeHead(500).end();
    });
  });
  return {
    issuer,
    faults,
    leaveGroup(who, group) {
      people[who].groups = people[who].groups.filter((one) => one !== group);
    },
    joinGroup(who, group) {
      if (!people[who].groups.includes(group)) people[who].groups.push(group);
    },
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
