// An OpenID Connect provider on a free port of this machine. Its one client is given as JSON in the first argument;
// anybody signs in by the login that they type, and their e-mail is that login. Prints its issuer when it listens.
import http from 'node:http';
import Provider from 'oidc-provider';

const client = JSON.parse(process.argv[2]);
const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client],
    claims: {openid: ['sub'], email: ['email', 'email_verified']},
    conformIdTokenClaims: false,
    cookies: {keys: ['of this test alone']},
    features: {devInteractions: {enabled: true}},
    pkce: {required: () => true},
    findAccount: async (_, login) => ({
      accountId: login,
      claims: async () => ({sub: login, email: login.replace('unverified-', ''), email_verified: !login.startsWith('unverified-')}),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
