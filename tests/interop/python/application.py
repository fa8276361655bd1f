"""A tenant's application as people write them: Flask, the official helper library, a session cookie.

Prints the port that it listens on. Every request must carry a valid X-Twilio-Signature, otherwise the
answer is 403 and the call fails.
"""

import os

from flask import Flask, Response, abort, request, session
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse
from werkzeug.serving import make_server

app = Flask(__name__)
app.secret_key = "only-for-this-test"
validator = RequestValidator(os.environ["AUTH_TOKEN"])


@app.before_request
def only_signed():
    signature = request.headers.get("X-Twilio-Signature", "")
    parameters = request.form if request.method == "POST" else {}
    # The URL as it was asked for: Flask's request.url may write it in another way.
    url = f"http://{request.host}{request.environ['REQUEST_URI']}"
    if not validator.validate(url, parameters, signature):
        abort(403)


def twiml(response):
    # As most samples do: text/html, not text/xml.
    return Response(str(response), mimetype="text/html")


@app.route("/voice", methods=["GET", "POST"])
def voice():
    session["caller"] = request.values["From"]
    response = VoiceResponse()
    gather = Gather(num_digits=4, action="check?step=one", method="POST")
    gather.say("Please enter your four digit code.")
    response.append(gather)
    response.say("We did not get a code. Goodbye.")
    return twiml(response)


@app.route("/check", methods=["GET", "POST"])
def check():
    response = VoiceResponse()
    if session.get("caller") != request.values["From"]:
        response.say("Your cookie was lost.")
    elif request.values.get("Digits") == "1234":
        response.say("Thank you. You are known.")
    else:
        response.say("Wrong code.")
    response.hangup()
    return twiml(response)


@app.route("/signed", methods=["GET", "POST"])
@app.route("/signed/<path:rest>", methods=["GET", "POST"])
def signed(rest=""):
    if request.values.get("CallbackSource") == "call-progress-events":
        print(request.values["CallStatus"], request.method, flush=True)
    response = VoiceResponse()
    response.reject(reason="busy")
    return twiml(response)


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
