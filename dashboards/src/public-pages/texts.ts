/** The texts of the public pages: few, so that the page needs no catalogue of the app. */
export const texts = {
  report: { zh: "报事报修", en: "Report something" },
  follow: { zh: "办理进度", en: "Progress" },
  job: { zh: "外部任务单", en: "Job for you" },
  notice: { zh: "住户通知", en: "Notice to residents" },
  noticeHolds: { zh: "进行中", en: "Under way" },
  noticeUpdated: { zh: "有更新", en: "Updated" },
  noticeOver: { zh: "已恢复", en: "It is over" },
  noticeWithdrawn: { zh: "通知已撤回", en: "This notice was withdrawn" },
  noticeUntil: { zh: "预计恢复：{time}", en: "Expected end: {time}" },
  noticeOpenEnd: { zh: "恢复时间另行通知", en: "We shall tell you when it will be over" },
  stop: { zh: "不再接收此类消息", en: "Stop these messages" },
  stopSure: { zh: "以后停水、停电等通知将不再发到这个号码或邮箱。", en: "Notices of water and power cuts will no longer be sent to this number or address." },
  stopYes: { zh: "确认不再接收", en: "Yes, stop them" },
  stopDone: { zh: "已停止发送。如需恢复，请联系物业服务中心。", en: "Stopped. To get them again, ask the service centre." },
  jobNowhere: { zh: "链接无效、已过期或已撤销，请联系派单人。", en: "This link leads nowhere (any more). Ask whoever sent it." },
  jobFor: { zh: "发给：{name}（请勿转发）", en: "For {name} (do not pass it on)" },
  jobBy: { zh: "派单人：{name}", en: "Sent by {name}" },
  jobUntil: { zh: "有效至 {time}", en: "Good until {time}" },
  jobContact: { zh: "联系人", en: "Whom to see" },
  jobCall: { zh: "拨打 {phone}", en: "Call {phone}" },
  jobNote: { zh: "补充说明（可选）", en: "Anything to add (optional)" },
  jobSendNote: { zh: "发送说明", en: "Send the note" },
  jobOutcome: { zh: "结果", en: "What was it?" },
  jobPhotos: { zh: "拍照上传", en: "Take a photo" },
  jobSending: { zh: "正在发送…", en: "Sending…" },
  jobOver: { zh: "此任务已结束，谢谢！", en: "This job is over. Thank you." },
  jobSaid: { zh: "已反馈", en: "What you have said" },
  jobPhotoSent: { zh: "照片 {name}", en: "Photo {name}" },
  step_going: { zh: "我已出发", en: "I am on my way" },
  step_arrived: { zh: "我已到场", en: "I am there" },
  step_done: { zh: "已完成", en: "It is done" },
  outcome_real: { zh: "已修复", en: "Mended" },
  outcome_nothing_found: { zh: "未见异常", en: "Nothing found" },
  other: { zh: "English", en: "中文" },
  loading: { zh: "正在打开…", en: "Opening…" },
  unreachable: { zh: "网络不通，请检查网络后重试", en: "No connection. Check it and try again." },
  again: { zh: "重试", en: "Try again" },
  what: { zh: "您要反映什么？", en: "What is it about?" },
  words: { zh: "具体情况", en: "What is wrong?" },
  wordsExample: { zh: "例如：大堂左侧第二盏灯不亮", en: "For example: the second light on the left of the lobby is out" },
  wordsMissing: { zh: "请写明具体情况", en: "Say in a few words what is wrong." },
  photos: { zh: "照片（可选，最多 3 张）", en: "Photos (optional, 3 at most)" },
  addPhoto: { zh: "拍照或选择照片", en: "Take or choose a photo" },
  removePhoto: { zh: "删除这张照片", en: "Remove this photo" },
  badPhoto: { zh: "这张照片无法读取，请换一张", en: "This photo cannot be read. Choose another." },
  phone: { zh: "联系电话（可选）", en: "Phone (optional)" },
  phoneWhy: { zh: "仅用于联系您，工作人员查看会留下记录", en: "Only to reach you; every look at it is recorded." },
  send: { zh: "提交", en: "Send" },
  sending: { zh: "正在提交…", en: "Sending…" },
  urgent: { zh: "有人受伤、被困、起火或燃气泄漏，请立即拨打 119 / 120 并通知物业。", en: "If somebody is hurt or trapped, or there is fire or gas, call 119 or 120 now." },
  contractor: { zh: "外委单位人员？在此登记进场", en: "From a contractor? Sign in here" },
  received: { zh: "已收到，谢谢！单号 {number}", en: "We have it, thank you. Number {number}" },
  keepPage: { zh: "收藏或截图本页，可随时查看进度。", en: "Keep this page to see how it goes." },
  number: { zh: "单号 {number}", en: "Number {number}" },
  promised: { zh: "答复时限：{time}", en: "Promised until {time}" },
  rate: { zh: "您满意吗？", en: "How satisfied are you?" },
  stars: { zh: "{n} 分", en: "{n} of 5" },
  solved: { zh: "问题已解决", en: "It is solved" },
  unsolved: { zh: "没有解决", en: "It is not solved" },
  rateText: { zh: "还想说什么（可选）", en: "Anything else (optional)" },
  sendRating: { zh: "提交评价", en: "Send" },
  thanks: { zh: "感谢您的评价（{n} 分）。", en: "Thank you for telling us ({n} of 5)." },
  sorry: { zh: "很抱歉没有让您满意，我们会尽快联系或上门回访。", en: "We are sorry. Somebody will call or come to see you." },
  kind_repair: { zh: "报修", en: "Repair" },
  kind_enquiry: { zh: "咨询", en: "Enquiry" },
  kind_complaint: { zh: "投诉", en: "Complaint" },
  kind_suggestion: { zh: "建议", en: "Suggestion" },
} as const;

export type Language = "zh" | "en";
export type TextKey = keyof typeof texts;

export function say(language: Language, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return texts[key][language].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Chinese, unless the browser speaks none and does speak English; or what was chosen here before. */
export function ownLanguage(chosen: string | null, asked: readonly string[]): Language {
  if (chosen === "zh" || chosen === "en") return chosen;
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag === "zh" || tag === "en");
  return known === "en" ? "en" : "zh";
}
