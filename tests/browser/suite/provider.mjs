// SPDX-License-Identifier: Apache-2.0
// The provider itself, by a relying party that is not the console: what fails there is
// no fault of ours.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { startProvider } from '../provider.mjs';
import { check, same } from './say.mjs';

const CLIENT = { clientId: 'stand-in', clientSecret: 'stand-in-secret' };
const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString('base64')}`;

// A page at the address that the provider sends people back to.
async function standIn() {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><title>Back</title><link rel="icon" href="data:,"><h1>Back</h1>');
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

async function withProvider(t, body) {
  const party = await standIn();
  const provider = await startProvider([{ ...CLIENT, origin: party.origin }]);
  const visit = await t.open(party.origin);
  visit.stage = { ...visit.stage, provider };
  try {
    await body({ provider, party, visit, back: `${party.origin}/sign-in/done` });
    same(provider.faults, [], 'faults of the provider');
  } finally {
    await visit.context.close();
    await provider.stop();
    await party.stop();
  }
}

async function endpoints(issuer) {
  return (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
}

function question(known, back, more) {
  return `${known.authorization_endpoint}?${new URLSearchParams({
    response_type: 'code', client_id: CLIENT.clientId, redirect_uri: back, scope: 'openid',
    state: 'the-state', nonce: 'the-nonce', ...more })}`;
}

async function tokensFor({ provider, visit, back }, who) {
  const known = await endpoints(provider.issuer);
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  await visit.page.goto(question(known, back, { code_challenge: challenge, code_challenge_method: 'S256' }));
  await visit.signOn(who);
  await visit.page.waitForURL(`${back}**`);
  const code = new URL(visit.page.url()).searchParams.get('code');
  const reply = await fetch(known.token_endpoint, {
    method: 'POST',
    headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: back,
      code_verifier: verifier }),
  });
  same(reply.status, 200, 'the token endpoint');
  return { known, ...(await reply.json()) };
}

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

async function signsIn(t) {
  await withProvider(t, async (all) => {
    const { known, id_token, access_token, refresh_token } = await tokensFor(all, 'brook');
    const claims = claimsOf(id_token);
    same([claims.preferred_username, claims.nonce, claims.aud], ['brook', 'the-nonce', 'stand-in'], 'token');
    check(claims.groups.includes('safeguarding'), 'no groups in the token');
    check(refresh_token, 'no refresh token');
    all.provider.leaveGroup('brook', 'safeguarding');
    const now = await fetch(known.userinfo_endpoint, { headers: { authorization: `Bearer ${access_token}` } });
    check(!(await now.json()).groups.includes('safeguarding'), 'who left is still in the group');
  });
}

async function wantsProofOfTheQuestion(t) {
  await withProvider(t, async ({ provider, visit, back }) => {
    await visit.page.goto(question(await endpoints(provider.issuer), back, {}));
    const said = new URL(visit.page.url()).searchParams;
    same(said.get('error'), 'invalid_request', 'a question without PKCE');
  });
}

async function refusesAWrongPassword(t) {
  await withProvider(t, async ({ provider, visit, back }) => {
    const known = await endpoints(provider.issuer);
    const more = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
    await visit.page.goto(question(known, back, more));
    await visit.page.getByLabel('User').fill('brook');
    await visit.page.getByLabel('Password').fill('wrong');
    await visit.page.getByRole('button', { name: 'Sign on' }).click();
    await visit.see('That is not right.');
  });
}

export const tests = [
  ['provider: signs in, and says when somebody left a group', signsIn],
  ['provider: wants PKCE', wantsProofOfTheQuestion],
  ['provider: refuses a wrong password', refusesAWrongPassword],
];
