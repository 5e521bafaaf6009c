/** Texts of how people are reached, in Chinese. */
export const contactsZh = {
  "contacts.title": "通知方式",
  "contacts.what": "有告警时按这里的方式找您。每种方式都请测试一次：测试能收到，告警才能收到。",
  "contacts.none": "还没有任何通知方式",
  "contacts.noneHint": "请添加手机号，或允许本浏览器通知。企业微信、钉钉由管理员设置。",
  "contacts.unreachable": "目前没有能用的通知方式，只有打开本页面时才能收到告警。",

  // add
  "contacts.add": "添加通知方式",
  "contacts.by": "方式",
  "contacts.label": "备注",
  "contacts.labelHint": "如：工作手机",
  "contacts.addressMissing": "请填写",
  "contacts.sendCode": "发送验证码",
  "contacts.codeSent": "验证码已发到 {hint}",
  "contacts.codeAgain": "重新发送",
  "contacts.verify": "验证",
  "contacts.field.phone": "手机号",
  "contacts.field.address": "邮箱",
  "contacts.field.topic": "ntfy 主题",
  "contacts.field.chat_id": "Telegram 数字 ID",

  // a way
  "contacts.rename": "修改备注",
  "contacts.sendTest": "发送测试",
  "contacts.moveUp": "上移",
  "contacts.remove": "删除",
  "contacts.removeSure": "删除后不再用这种方式通知您。确定删除吗？",
  "contacts.cameThrough": "最近一次收到：",
  "contacts.failingSince": "收不到，自",
  "contacts.state.works": "正常",
  "contacts.state.unproven": "未测试",
  "contacts.state.failing": "收不到",
  "contacts.state.off": "未开通",
  "contacts.state.unverified": "待验证",

  // a test
  "contacts.test.sent": "已发出",
  "contacts.test.received": "已到手机",
  "contacts.test.opened": "已点开",
  "contacts.openIt": "请在手机上点开测试消息。",
  "contacts.noProof": "手机没有回应。请检查网络和通知权限，再测一次。",
  "contacts.notSent": "没有发出：{why}",

  // this browser
  "contacts.thisBrowser": "本浏览器",
  "contacts.browserHint": "允许后，页面关着也能弹出告警。",
  "contacts.subscribe": "允许本浏览器通知",
  "contacts.browserOn": "本浏览器已开通通知，请发送测试确认",
  "contacts.push.subscribed": "本浏览器已开通通知。",
  "contacts.push.unsupported": "本浏览器不支持推送。打开本页面时仍会响铃；请再添加手机号或企业微信。",
  "contacts.push.denied": "通知权限已被关闭，请在手机设置中允许后再试。",
  "contacts.push.undecided": "尚未允许通知。请再点一次，并选择“允许”。",
  "contacts.push.off": "本项目未开通浏览器推送。",
  "contacts.push.failed": "连不上本浏览器的推送服务（国内手机常见）。请用企业微信、电话或短信。",

  // how to
  "contacts.how.android": "安卓手机怎么允许",
  "contacts.how.androidSteps": "点“允许本浏览器通知”并选“允许”。再到系统设置 › 应用 › 浏览器：允许通知、锁屏显示、自启动，电池选“无限制”。",
  "contacts.how.ios": "iPhone 怎么允许",
  "contacts.how.iosSteps": "在 Safari 中点“分享 › 添加到主屏幕”，从主屏幕打开管家，再点“允许本浏览器通知”。需 iOS 16.4 以上。",
  "contacts.how.wecom": "企业微信怎么收",
  "contacts.how.wecomSteps": "请管理员填写您的企业微信账号，告警会以卡片发到企业微信。请在企业微信中打开消息通知，不要对“管家”设免打扰。",
  "contacts.how.china": "国内手机为什么收不到推送",
  "contacts.how.chinaSteps": "国内多数手机连不上 Chrome 的推送服务。请以企业微信或钉钉、电话、短信为主，浏览器推送只作补充。",

  // the page behind a test message
  "contacts.check.done": "收到了，谢谢",
  "contacts.check.doneHint": "这种通知方式正常，可以关闭本页。",
  "contacts.check.over": "测试已过期",
  "contacts.check.overHint": "请回到“通知方式”重新发送测试。",

  // who can be reached
  "contacts.reach.title": "通知可达",
  "contacts.reach.onDuty": "当班人员",
  "contacts.reach.all": "全部人员",
  "contacts.reach.none": "现在没有人当班",
  "contacts.reach.silent": "{n} 人通知不到",
  "contacts.reach.fine": "都有通知方式",
  "contacts.reach.since": "自",
  "contacts.reach.duty": "当班",
  "contacts.reach.cannot": "{name}收不到{way}",
  "contacts.reach.noWays": "没有通知方式",
  "contacts.reached.works": "能通知到",
  "contacts.reached.unproven": "未验证",
  "contacts.reached.not": "通知不到",
} as const;
