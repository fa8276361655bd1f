"""Points the development number at an application, with the official library."""

import os

from sdk import Client, LocalHttpClient

client = Client(os.environ["ACCOUNT_SID"], os.environ["AUTH_TOKEN"], http_client=LocalHttpClient())
number = client.incoming_phone_numbers(os.environ["PHONE_NUMBER_SID"])
number.update(voice_url=os.environ["VOICE_URL"], voice_method=os.environ.get("VOICE_METHOD", "POST"))
