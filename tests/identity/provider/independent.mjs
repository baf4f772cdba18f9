// npm's oidc-provider as an independent OpenID Connect provider: its own sign-in and consent pages.
// Arguments: client id, client secret, redirect address. Prints its issuer when it listens.
import http from "node:http";
import Provider from "oidc-provider";

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], profile: ["name", "locale"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key for tests"] },
    pkce: { required: () => true },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        name: `Person ${id}`,
        locale: "fr",
        email: `${id}@example.org`,
        email_verified: id.startsWith("verified"),
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
