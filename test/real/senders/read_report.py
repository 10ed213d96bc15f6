"""Reads a delivery status notification on stdin with Python's email package; prints what a mail program understands of it as JSON."""
import email
import email.policy
import json
import sys

message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(message.iter_parts())
status = next(part for part in parts if part.get_content_type() == "message/delivery-status")
# The email package makes one message of each group of fields: the first is about the message, each other about a recipient.
groups = [{name.lower(): str(value) for name, value in group.items()} for group in status.get_payload()]
json.dump(
    {
        "type": message.get_content_type(),
        "report": message.get_param("report-type"),
        "to": str(message["To"]),
        "auto": str(message["Auto-Submitted"]),
        "defects": [type(defect).__name__ for part in message.walk() for defect in part.defects],
        "parts": [part.get_content_type() for part in parts],
        "text": parts[0].get_content(),
        "about": groups[0],
        "recipients": groups[1:],
        "returned": parts[2].get_content() if parts[2].get_content_type().startswith("text/") else parts[2].get_payload(0).as_string(),
    },
    sys.stdout,
)
