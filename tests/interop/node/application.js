// A tenant's application in Node with the official middleware, which refuses what is not signed.
// Prints its port.
const http = require("node:http");
const querystring = require("node:querystring");
const twilio = require("twilio");

const token = process.env.AUTH_TOKEN;

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => {
    const url = `http://${request.headers.host}${request.url}`;
    const parameters = request.method === "POST" ? querystring.parse(body) : {};
    if (!twilio.validateRequest(token, request.headers["x-twilio-signature"], url, parameters)) {
      response.writeHead(403).end("not signed");
      return;
    }
    const document = new twilio.twiml.VoiceResponse();
    document.say("Node says hello.");
    response.writeHead(200, { "content-type": "text/xml" }).end(document.toString());
  });
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
