// What a relying party does in Node with openid-client, against a Daypass that serves over TLS.
//
//   node relying_party.mjs TENANT.json
//
// The file says where the issuer is, who may sign in and which clients there are.
import './web_crypto.mjs';

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import * as client from 'openid-client';

import { Browser } from './browser.mjs';

const tenant = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = new URL(tenant.issuer);
const callback = tenant.callback;

/** The configuration of one client, with ID tokens checked by signature as well. */
async function discovered({ id, secret, metadata }, authentication) {
  const known = { ...metadata, client_secret: secret };
  const config = await client.discovery(issuer, id, known, authentication);
  client.enableNonRepudiationChecks(config);
  return config;
}

const basic = () =>
  discovered(tenant.clients.basic, client.ClientSecretBasic(tenant.clients.basic.secret));

/** Goes through whatever pages come until the browser is sent back to the relying party. */
async function signIn(browser, address) {
  let page = await browser.visit(address);
  if (page.has?.('/signin')) {
    page = await browser.submit(page, '/signin', { username: tenant.person.username });
    page = await browser.submit(page, '/signin/password', { password: tenant.person.password });
  }
  if (page.has?.('/consent')) {
    page = await browser.submit(page, '/consent', { decision: 'allow' });
  }
  assert.notEqual(page.url.origin, issuer.origin, `stayed at ${page.url}: ${page.text}`);
  return page.url;
}

/** A whole authorization code flow; the library checks everything that comes back. */
async function codeFlow(config, { browser = new Browser(issuer.origin), DPoP, ...more } = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri: callback,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: client.randomState(),
    nonce: client.randomNonce(),
    ...more,
  };
  const address = DPoP
    ? await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
    : client.buildAuthorizationUrl(config, parameters);
  const back = await signIn(browser, address);
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: parameters.state,
    expectedNonce: parameters.nonce,
    idTokenExpected: true,
    maxAge: parameters.max_age === undefined ? undefined : Number(parameters.max_age),
  };
  const tokens = await client.authorizationCodeGrant(config, back, checks, {}, { DPoP });
  return { tokens, back, checks, browser };
}

const refusedWith = (code) => (error) => {
  const said = error.error ?? error.cause?.error;
  assert.equal(said, code, `${error.name}: ${error.message} (${JSON.stringify(error.cause)})`);
  return true;
};

await test('discovery: the issuer’s document promises what is used here', async () => {
  const config = await basic();
  const server = config.serverMetadata();
  assert.equal(server.issuer, tenant.issuer);
  assert(server.supportsPKCE());
  assert.equal(server.authorization_response_iss_parameter_supported, true);
  // RFC 8414 §3, at an address of its own.
  const { id } = tenant.clients.basic;
  const oauth = await client.discovery(issuer, id, '', null, { algorithm: 'oauth2' });
  assert.equal(oauth.serverMetadata().token_endpoint, server.token_endpoint);
});

await test('code flow: PKCE, state, nonce, max_age and a verified ID token', async () => {
  const config = await basic();
  const { tokens, back, checks } = await codeFlow(config, { max_age: '300' });
  const claims = tokens.claims();
  assert.equal(claims.iss, tenant.issuer);
  assert.equal(claims.aud, tenant.clients.basic.id);
  assert.equal(back.searchParams.get('iss'), tenant.issuer);
  assert.equal(tokens.token_type, 'bearer');
  assert.deepEqual(claims.amr, ['pwd']);
  await assert.rejects(
    client.authorizationCodeGrant(config, back, checks),
    refusedWith('invalid_grant'),
    'a code that was used is accepted again',
  );
});

await test('code flow: the answer may come by form_post', async () => {
  const config = await basic();
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const browser = new Browser(issuer.origin);
  await codeFlow(config, { browser });
  const page = await browser.visit(
    client.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'openid',
      response_mode: 'form_post',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    }),
  );
  const body = new URLSearchParams(page.fieldsOf(callback));
  const request = new Request(callback, { method: 'POST', body });
  const checks = { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, request, checks);
  assert.equal(tokens.claims().nonce, undefined);
});

await test('a wrong secret and a wrong verifier are refused', async () => {
  const wrong = await discovered(tenant.clients.basic, client.ClientSecretBasic('not the secret'));
  await assert.rejects(client.refreshTokenGrant(wrong, 'x'), (error) => error.status === 401);
  const config = await basic();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  });
  const back = await signIn(new Browser(issuer.origin), address);
  await assert.rejects(
    client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
    }),
    refusedWith('invalid_grant'),
  );
});

await test('client_secret_post', async () => {
  const { post } = tenant.clients;
  const { tokens } = await codeFlow(await discovered(post, client.ClientSecretPost(post.secret)));
  assert.equal(tokens.claims().aud, post.id);
});

await test('userinfo: the claims of the scopes, for the subject of the ID token', async () => {
  const config = await basic();
  const { tokens } = await codeFlow(config, { scope: 'openid profile email phone address' });
  const { sub } = tokens.claims();
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub);
  for (const claim of tenant.person.claims) {
    assert.notEqual(userinfo[claim], undefined, `${claim} is missing`);
  }
  await assert.rejects(
    client.fetchUserInfo(config, 'nonsense', sub),
    (error) => error.cause?.[0]?.parameters?.error === 'invalid_token' || error.status === 401,
  );
});

await test('refresh: new tokens for the same subject', async () => {
  const config = await basic();
  const { tokens } = await codeFlow(config);
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(fresh.access_token, tokens.access_token);
  assert.equal(fresh.claims()?.sub ?? tokens.claims().sub, tokens.claims().sub);
  await client.fetchUserInfo(config, fresh.access_token, tokens.claims().sub);
});

await test('introspection and revocation: a token is active until it is given back', async () => {
  const config = await basic();
  const { tokens } = await codeFlow(config);
  const known = await client.tokenIntrospection(config, tokens.access_token);
  assert.equal(known.active, true);
  assert.equal(known.client_id, tenant.clients.basic.id);
  assert.equal(known.sub, tokens.claims().sub);
  await client.tokenRevocation(config, tokens.refresh_token);
  assert.equal((await client.tokenIntrospection(config, tokens.refresh_token)).active, false);
  assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
  await assert.rejects(
    client.refreshTokenGrant(config, tokens.refresh_token),
    refusedWith('invalid_grant'),
  );
});

await test('client credentials: a token for the resource, in nobody else’s name', async () => {
  const { daemon } = tenant.clients;
  const config = await discovered(daemon, client.ClientSecretBasic(daemon.secret));
  const [resource] = daemon.resources;
  const tokens = await client.clientCredentialsGrant(config, { resource });
  const known = await client.tokenIntrospection(config, tokens.access_token);
  assert.deepEqual([known.active, known.aud], [true, resource]);
  assert.equal(tokens.refresh_token, undefined);
});

await test('device flow: a code typed in a browser connects the device', async () => {
  const config = await discovered(tenant.clients.device, client.None());
  const asked = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' });
  const browser = new Browser(issuer.origin);
  await codeFlow(await basic(), { browser });
  const page = await browser.visit(asked.verification_uri_complete);
  const confirm = await browser.submit(page, '/device', { user_code: asked.user_code });
  const decision = { decision: 'allow' };
  const done = await browser.submit(confirm, '/device/decide', decision);
  assert.equal(done.status, 200, done.text);
  // It waits as long as it was told to between two questions: as often as it may is often enough.
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...asked, interval: 1 });
  assert.equal(tokens.claims().aud, tenant.clients.device.id);
});

const fapi = tenant.clients.fapi.flatMap((it) =>
  ['ES256', 'PS256', 'Ed25519'].map((proofs) => ({ ...it, proofs })),
);
for (const { id, jwk, metadata, proofs } of fapi) {
  await test(`FAPI 2.0: PAR, private_key_jwt and DPoP by ${proofs} as ${id}`, async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
    const authentication = client.PrivateKeyJwt({ key, kid: jwk.kid });
    const config = await discovered({ id, metadata }, authentication);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(proofs));

    const { tokens } = await codeFlow(config, { DPoP });
    const { sub } = tokens.claims();
    assert.equal(tokens.token_type, 'dpop');
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).sub, sub);
    await assert.rejects(
      client.fetchUserInfo(config, tokens.access_token, sub),
      (error) => error.status === 401,
      'the token is good without its key',
    );
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP });
    await client.fetchUserInfo(config, fresh.access_token, sub, { DPoP });
    const known = await client.tokenIntrospection(config, fresh.access_token);
    assert.equal(known.cnf.jkt, await DPoP.calculateThumbprint());

    const bare = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' });
    const refused = await new Browser(issuer.origin).visit(bare);
    const said = refused.url.searchParams.get('error');
    assert(refused.status === 400 || said === 'invalid_request', `${refused.url}`);
  });
}

await test('private_key_jwt: a client registers an Ed25519 key and signs in with it', async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, [
    'sign',
    'verify',
  ]);
  const { kty, crv, x } = await crypto.subtle.exportKey('jwk', publicKey);
  const metadata = {
    client_name: 'Ed25519',
    redirect_uris: [callback],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ kty, crv, x, kid: 'ed', alg: 'Ed25519', use: 'sig' }] },
  };
  const authentication = client.PrivateKeyJwt({ key: privateKey, kid: 'ed' });
  const config = await client.dynamicClientRegistration(issuer, metadata, authentication, {
    initialAccessToken: tenant.registrationToken,
  });
  // It registered for no refresh tokens: that it asks for offline_access all the same does no harm.
  const { tokens } = await codeFlow(config);
  assert.equal(tokens.refresh_token, undefined);
  assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
});

for (const algorithm of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
  await test(`registration: a client has what it gets signed with ${algorithm}`, async () => {
    const config = await client.dynamicClientRegistration(
      issuer,
      {
        client_name: `Signed with ${algorithm}`,
        redirect_uris: [callback],
        grant_types: ['authorization_code', 'refresh_token'],
        // What the library does where it is told nothing else; RFC 7591 §2 has another default.
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: algorithm,
        userinfo_signed_response_alg: algorithm,
        subject_type: 'pairwise',
      },
      undefined,
      { initialAccessToken: tenant.registrationToken },
    );
    client.enableNonRepudiationChecks(config);
    const { tokens } = await codeFlow(config);
    const { sub } = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub);
    assert.equal(userinfo.sub, sub);
    const header = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
    assert.equal(header.alg, algorithm);
  });
}

await test('sign-out: back at the relying party with its state, and signed out', async () => {
  const config = await basic();
  // Without offline_access what the relying party holds ends with the session.
  const { tokens, browser } = await codeFlow(config, { scope: 'openid profile' });
  const silently = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid',
    prompt: 'none',
  });
  assert((await browser.visit(silently)).url.searchParams.has('code'), 'signed in, and not seen');
  const signedOut = tenant.signedOut;
  const state = client.randomState();
  const leave = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: signedOut,
    state,
  });
  assert.equal((await browser.visit(leave)).url.href, `${signedOut}?state=${state}`);
  await assert.rejects(
    client.authorizationCodeGrant(config, (await browser.visit(silently)).url),
    refusedWith('login_required'),
  );
  await assert.rejects(
    client.refreshTokenGrant(config, tokens.refresh_token),
    refusedWith('invalid_grant'),
    'the refresh token outlives the session',
  );
});
