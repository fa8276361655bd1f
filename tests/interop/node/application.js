// A tenant's application in Node with the official validator, which refuses what is not signed.
// Prints its port. The caller's number travels in a cookie between the requests.
const http = require("node:http");
const querystring = require("node:querystring");
const twilio = require("twilio");

const token = process.env.AUTH_TOKEN;

function voice(response, parameters) {
  const document = new twilio.twiml.VoiceResponse();
  const gather = document.gather({ numDigits: 4, action: "check?step=one", method: "POST" });
  gather.say("Please enter your four digit code.");
  document.say("We did not get a code. Goodbye.");
  response.setHeader("set-cookie", `caller=${encodeURIComponent(parameters.From)}; Path=/; HttpOnly`);
  return document;
}

function check(request, parameters) {
  const document = new twilio.twiml.VoiceResponse();
  const isSame = (request.headers.cookie || "").includes(`caller=${encodeURIComponent(parameters.From)}`);
  if (!isSame) document.say("Your cookie was lost.");
  else document.say(parameters.Digits === "1234" ? "Thank you. You are known." : "Wrong code.");
  document.hangup();
  return document;
}

function signed(request, parameters) {
  if (parameters.CallbackSource === "call-progress-events") console.log(parameters.CallStatus, request.method);
  const document = new twilio.twiml.VoiceResponse();
  document.reject({ reason: "busy" });
  return document;
}

function answer(request, response, body) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const posted = request.method === "POST" ? querystring.parse(body) : {};
  // The URL as it was asked for: parsing and printing it again may write it in another way.
  const exact = `http://${request.headers.host}${request.url}`;
  if (!twilio.validateRequest(token, request.headers["x-twilio-signature"] || "", exact, posted)) {
    response.writeHead(403).end("not signed");
    return;
  }
  const parameters = { ...Object.fromEntries(url.searchParams), ...posted };
  const document = url.pathname === "/voice" ? voice(response, parameters)
    : url.pathname === "/check" ? check(request, parameters)
    : signed(request, parameters);
  response.writeHead(200, { "content-type": "text/xml" }).end(document.toString());
}

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => answer(request, response, body));
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
