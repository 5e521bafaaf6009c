/** Texts of how people are reached, in English. */
import type { contactsZh } from "./contacts.zh";

export const contactsEn: Readonly<Record<keyof typeof contactsZh, string>> = {
  "contacts.title": "How I am reached",
  "contacts.what": "When there is an alarm, you are told in these ways. Test each of them once: if the test comes through, an alarm does.",
  "contacts.none": "There is no way to reach you yet",
  "contacts.noneHint": "Add your mobile number, or allow this browser to notify you. WeCom and DingTalk are entered by an administrator.",
  "contacts.unreachable": "None of these works now. You hear of alarms only while this app is open.",

  // add
  "contacts.add": "Add a way",
  "contacts.by": "By",
  "contacts.label": "Note",
  "contacts.labelHint": "e.g. work phone",
  "contacts.addressMissing": "Fill this in",
  "contacts.sendCode": "Send a code",
  "contacts.codeSent": "A code was sent to {hint}",
  "contacts.codeAgain": "Send again",
  "contacts.verify": "Verify",
  "contacts.field.phone": "Mobile number",
  "contacts.field.address": "E-mail address",
  "contacts.field.topic": "ntfy topic",
  "contacts.field.chat_id": "Telegram numeric ID",

  // a way
  "contacts.rename": "Change the note",
  "contacts.sendTest": "Send a test",
  "contacts.moveUp": "Move up",
  "contacts.remove": "Remove",
  "contacts.removeSure": "You will no longer be told this way. Remove it?",
  "contacts.cameThrough": "Last came through:",
  "contacts.failingSince": "Nothing comes through since",
  "contacts.state.works": "Works",
  "contacts.state.unproven": "Not tested",
  "contacts.state.failing": "Does not come through",
  "contacts.state.off": "Not set up",
  "contacts.state.unverified": "To be verified",

  // a test
  "contacts.test.sent": "Sent",
  "contacts.test.received": "On the phone",
  "contacts.test.opened": "Opened",
  "contacts.openIt": "Open the test message on your phone.",
  "contacts.noProof": "The phone did not answer. Check its network and whether notifications are allowed, then test again.",
  "contacts.notSent": "Not sent: {why}",

  // this browser
  "contacts.thisBrowser": "This browser",
  "contacts.browserHint": "Once allowed, alarms show up even when the app is closed.",
  "contacts.subscribe": "Allow notifications here",
  "contacts.browserOn": "This browser will notify you. Send a test to be sure.",
  "contacts.push.subscribed": "This browser notifies you.",
  "contacts.push.unsupported": "This browser has no pushes. It still rings while this app is open; add your mobile number or WeCom as well.",
  "contacts.push.denied": "Notifications are blocked. Allow them in the phone's settings, then try again.",
  "contacts.push.undecided": "Not allowed yet. Touch the button again and choose “Allow”.",
  "contacts.push.off": "Web Push is not set up here.",
  "contacts.push.failed": "This browser's push service is out of reach, as is usual in mainland China. Use WeCom, calls or SMS.",

  // how to
  "contacts.how.android": "How to allow it on Android",
  "contacts.how.androidSteps":
    "Touch “Allow notifications here” and choose “Allow”. Then in Settings › Apps › your browser: allow notifications, show them on the lock screen, and set the battery to “unrestricted”.",
  "contacts.how.ios": "How to allow it on an iPhone",
  "contacts.how.iosSteps": "In Safari choose Share › Add to Home Screen, open Steward from there, then touch “Allow notifications here”. Needs iOS 16.4 or later.",
  "contacts.how.wecom": "How to be told in WeCom",
  "contacts.how.wecomSteps": "Ask an administrator to enter your WeCom account; alarms then come as cards. Allow WeCom to notify you, and do not mute Steward.",
  "contacts.how.china": "Why pushes do not arrive in mainland China",
  "contacts.how.chinaSteps": "Most phones there cannot reach Chrome's push service. Rely on WeCom or DingTalk, calls and SMS; pushes are an extra.",

  // the page behind a test message
  "contacts.check.done": "It came through. Thank you",
  "contacts.check.doneHint": "This way works. You may close the page.",
  "contacts.check.over": "This test is over",
  "contacts.check.overHint": "Send another one from “How I am reached”.",

  // who can be reached
  "contacts.reach.title": "Reachability",
  "contacts.reach.onDuty": "On duty",
  "contacts.reach.all": "Everybody",
  "contacts.reach.none": "Nobody is on duty now",
  "contacts.reach.silent": "{n} {n:person|people} cannot be reached",
  "contacts.reach.fine": "There is a way to reach everybody",
  "contacts.reach.since": "since",
  "contacts.reach.duty": "On duty",
  "contacts.reach.cannot": "{name} gets nothing by {way}",
  "contacts.reach.noWays": "No way to reach them",
  "contacts.reached.works": "Reachable",
  "contacts.reached.unproven": "Not proven",
  "contacts.reached.not": "Not reachable",
};
