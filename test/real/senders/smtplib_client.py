"""Python's smtplib as a sender: one JSON task on stdin, one JSON answer on stdout.

Task: host, port, name (of the certificate), ca, security (starttls | implicit | none), login [user, password] or null,
messages [{from, to [...], data, options [...]}]. Answer: extensions, login, one entry a message: refused recipients or an error code.
"""
import json
import smtplib
import ssl
import sys


def connect(task):
    context = ssl.create_default_context(cafile=task["ca"])
    # The name that the certificate must carry is not the address that is connected to.
    wrap = context.wrap_socket
    context.wrap_socket = lambda sock, **options: wrap(sock, **{**options, "server_hostname": task["name"]})
    if task["security"] == "implicit":
        return smtplib.SMTP_SSL(task["host"], task["port"], local_hostname="client.example", context=context, timeout=20)
    client = smtplib.SMTP(task["host"], task["port"], local_hostname="client.example", timeout=20)
    client.ehlo()
    if task["security"] == "starttls":
        client.starttls(context=context)
    return client


def send(client, message):
    try:
        refused = client.sendmail(message["from"], message["to"], message["data"].encode(), message.get("options", []))
        return {"refused": {address: code for address, (code, _) in refused.items()}}
    except smtplib.SMTPRecipientsRefused as error:
        return {"refused": {address: code for address, (code, _) in error.recipients.items()}, "error": 550}
    except smtplib.SMTPResponseException as error:
        return {"error": error.smtp_code, "text": error.smtp_error.decode()}


def main():
    task = json.load(sys.stdin)
    answer = {"login": None}
    client = connect(task)
    client.ehlo()
    answer["extensions"] = sorted(client.esmtp_features)
    if task.get("login"):
        try:
            answer["login"] = client.login(*task["login"])[0]
        except smtplib.SMTPAuthenticationError as error:
            answer["login"] = error.smtp_code
        except smtplib.SMTPNotSupportedError:
            answer["login"] = "not offered"
    answer["messages"] = [send(client, message) for message in task["messages"]]
    client.quit()
    json.dump(answer, sys.stdout)


main()
