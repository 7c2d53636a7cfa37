// Codes of findings in words: what is the matter, as the end of a sentence.

import { pick, type Lang, type Phrase } from "./lang.ts";

const REASONS: Record<string, Phrase> = {
  CODE_MALFORMED: ["đây không phải mã văn bằng, hoặc mã chưa được đọc trọn vẹn; hãy quét lại toàn bộ mã", "this is not a document's code, or it was not read completely; scan the whole code again"],
  CODE_HOST_NOT_LISTED: ["địa chỉ trong mã viết bằng chữ dễ nhầm và không có trong danh bạ; không mở địa chỉ này", "the address in the code uses letters that are easily confused and is not in the directory; it was not opened"],
  CODE_VERSION_UNKNOWN: ["mã thuộc phiên bản mà trang này chưa biết", "the code is of a version that this page does not know"],
  CODE_UNKNOWN: ["máy chủ không có mã này; có thể mã bị đọc sai, hoặc văn bản chưa được công bố. Hãy hỏi đơn vị cấp", "the server does not have this code; it may be misread, or the document is not published. Ask the issuer"],
  CLAIMS_VERSION_UNKNOWN: ["nội dung thuộc loại văn bản mà trang này chưa biết", "the facts are of a kind of document that this page does not know"],
  SERVER_UNREACHABLE: ["không liên lạc được máy chủ; đừng kết luận gì về tờ giấy, hãy thử lại sau", "the server could not be reached; conclude nothing about the paper and try again later"],
  ENVELOPE_INVALID: ["dữ liệu mà máy chủ gửi không khớp với mã hoặc với danh sách đã ký", "what the server sent does not fit the code or the signed list"],
  MANIFEST_MISSING: ["không tìm thấy danh sách đã ký số của văn bản này", "the signed list of this document was not found"],
  MANIFEST_REJECTED: ["danh sách mà máy chủ gửi không do đơn vị nào trong danh bạ ký đúng cách", "the list that the server sent is not properly signed by an organisation in the directory"],
  MANIFEST_TIME_CONTRADICTION: ["thời điểm ký mà đơn vị khai trái với dấu thời gian", "the time of signing that the organisation states contradicts the timestamp"],
  OPENING_MALFORMED: ["nội dung trong mã bị hỏng", "the content of the code is broken"],
  CLAIMS_MALFORMED: ["nội dung trong mã không đúng quy định", "the facts in the code are not in the required form"],
  NOT_IN_MANIFEST: ["nội dung trong mã không có trong danh sách đã ký số", "the facts in the code are not in the signed list"],
  KEY_COMPROMISED: ["chữ ký có sau khi khóa của đơn vị bị báo là lộ", "the signature is later than the reported loss of the organisation's key"],
  PIN_TIME_UNPROVEN: ["khóa của đơn vị đã hết hạn dùng hoặc bị báo là lộ, và không có dấu thời gian chứng minh chữ ký có trước đó", "the organisation's key is no longer in use or was reported lost, and no timestamp proves that the signature is older"],
  REVOKED: ["chứng thư số của người ký đã bị thu hồi", "the signer's certificate was revoked"],
  REVOCATION_NOT_CHECKED: ["thiếu bằng chứng cho biết chứng thư số của người ký có bị thu hồi hay không", "there is no evidence of whether the signer's certificate was revoked"],
  CERT_NO_PATH: ["chứng thư số của người ký không dẫn tới nơi cấp mà trang này tin cậy", "the signer's certificate leads to no authority that this page trusts"],
  CERT_EXPIRED: ["chứng thư số đã hết hạn và không có dấu thời gian chứng minh chữ ký có trước đó", "a certificate expired, and no timestamp proves that the signature is older"],
  CERT_NOT_YET_VALID: ["chứng thư số chưa đến ngày có hiệu lực", "a certificate is not yet valid"],
  PATH_NOT_JUDGED: ["chứng thư số có điều kiện mà trang này không xét được; hãy dùng chương trình vanbang", "a certificate has conditions that this page cannot judge; use the vanbang program"],
  STATUS_MISSING: ["máy chủ không đưa ra danh sách tình trạng đã ký", "the server gives no signed status list"],
  STATUS_STALE: ["danh sách tình trạng đã quá hạn", "the status list is out of date"],
  STATUS_CLOCK: ["thời gian trong danh sách tình trạng không hợp lý, hoặc đồng hồ máy này sai", "the times of the status list do not fit, or this device's clock is wrong"],
  STATUS_ROLLBACK: ["máy chủ đưa danh sách tình trạng cũ hơn danh sách đã từng thấy", "the server gives an older status list than was seen before"],
  STATUS_EQUIVOCATION: ["máy chủ đưa hai danh sách tình trạng trái nhau", "the server gives two status lists that contradict each other"],
  STATUS_KEY_UNKNOWN: ["danh sách tình trạng ký bằng khóa không được đơn vị ủy quyền", "the status list is signed by a key that the organisation did not delegate"],
  STATUS_SIGNATURE_INVALID: ["chữ ký của danh sách tình trạng không đúng", "the signature of the status list is wrong"],
  BATCH_NOT_LISTED: ["đơn vị chưa công bố lô văn bản này", "the organisation has not listed this batch"],
  KEY_WEAK: ["khóa của người ký quá yếu", "the signer's key is too weak"],
  ALGORITHM_UNKNOWN: ["chữ ký dùng thuật toán mà trang này chưa hỗ trợ", "the signature uses an algorithm that this page does not support"],
  TRUST_MISSING: ["trang này chưa có danh bạ đơn vị và chứng thư gốc để xét", "this page has no directory and no roots to judge by"],
  SEVERAL_CODES: ["trong ảnh có nhiều mã khác nhau; hãy chụp từng tờ một", "there are several different codes in the picture; take one paper at a time"],
  NO_CODE: ["không đọc được mã nào trong ảnh; hãy chụp gần hơn, đủ sáng. Mã không đọc được thì coi là chưa xác minh", "no code could be read in the picture; come closer, with enough light. A code that cannot be read counts as not verified"],
  NO_CAMERA: ["không mở được máy ảnh; hãy cho phép trang này dùng máy ảnh, hoặc chọn một ảnh chụp", "the camera could not be opened; allow this page to use it, or choose a photo"],
  SHORT_CODE_WRONG: ["mã gõ vào không đúng; hãy so lại từng ký tự", "the typed code is not right; compare each character"],
  NO_SERVER_HERE: ["bản lưu của trang này không có máy chủ để kiểm tra tệp PDF; hãy dùng trang của đơn vị hoặc chương trình vanbang", "this saved page has no server to check a PDF with; use the organisation's page or the vanbang program"],
  DIRECTORY_INVALID: ["không đọc được danh bạ đơn vị mà máy chủ đưa ra", "the directory of organisations that the server gives cannot be read"],
  ANCHORS_INVALID: ["không đọc được các chứng thư gốc mà máy chủ đưa ra", "the roots that the server gives cannot be read"],
  VERDICT_OF_ANOTHER_FILE: ["máy chủ trả lời về một tệp khác với tệp bạn chọn; đừng kết luận gì về tệp", "the server answered about another file than the one you chose; conclude nothing about the file"],
  VERDICT_CONTRADICTORY: ["câu trả lời của máy chủ tự mâu thuẫn; đừng kết luận gì về tệp", "the server's answer contradicts itself; conclude nothing about the file"],
  INSECURE: ["trình duyệt chỉ kiểm tra được mã qua kết nối https", "the browser checks codes over https only"],
  FAULT: ["trang gặp lỗi; đừng kết luận gì về tờ giấy, hãy tải lại trang", "the page met a fault; conclude nothing about the paper and load the page again"],
};
const LIMIT: Phrase = ["dữ liệu lớn hơn giới hạn an toàn nên không được đọc", "there is more data than the safe limit, so it was not read"];
const OTHER: Phrase = ["chưa kiểm tra được ({code})", "it could not be checked ({code})"];

export function reasonText(code: string, lang: Lang): string {
  const phrase = REASONS[code] ?? (code.startsWith("LIMIT_") ? LIMIT : OTHER);
  return pick(lang, phrase).replace("{code}", code);
}
