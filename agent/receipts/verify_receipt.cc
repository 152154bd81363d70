// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/receipts/receipt.h"
#include "agent/receipts/receipt_json.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"

namespace kith::agent {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxReceiptBytes = 1 << 20;
constexpr char kSchema[] = "kith-receipt/2";
// Without a notice's words and what follows them.
constexpr char kFirstSchema[] = "kith-receipt/1";

absl::Status NoReceipt(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("this is no receipt of Kith (", what,
                   "); give the file as it was handed out"));
}

absl::Status DoesNotHold(absl::string_view what) {
  return absl::UnauthenticatedError(absl::StrCat(
      what,
      " does not hold: the receipt was altered, or the network file is "
      "not the one it was made under"));
}

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : "";
}

std::uint64_t Number(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned()
             ? found->get<std::uint64_t>()
             : 0;
}

bool Truth(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::vector<std::string> List(const json& object, const char* key) {
  std::vector<std::string> list;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return list;
  for (const json& item : *found) {
    if (item.is_string()) list.push_back(item.get<std::string>());
  }
  return list;
}

// Empty if it is missing or not base64; no signature is empty.
std::string Bytes(const json& object, const char* key) {
  std::string bytes;
  if (!absl::Base64Unescape(Text(object, key), &bytes)) return "";
  return bytes;
}

bool IsHex(absl::string_view text) {
  return text.size() % 2 == 0 &&
         text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

absl::StatusOr<absl::Time> TimeOf(const json& receipt, const char* key) {
  absl::Time time;
  std::string fault;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", Text(receipt, key), &time,
                       &fault)) {
    return NoReceipt(absl::StrCat(key, " is no time"));
  }
  return time;
}

absl::StatusOr<ReceiptFields> FieldsOf(const json& receipt) {
  ReceiptFields fields;
  const std::string id = Text(receipt, "receipt_id");
  if (id.size() != 2 * kReceiptIdBytes || !IsHex(id)) {
    return NoReceipt("receipt_id is malformed");
  }
  fields.receipt_id = absl::HexStringToBytes(id);
  for (const std::string& ref : List(receipt, "grounds")) {
    if (!IsHex(ref)) return NoReceipt("grounds is malformed");
    fields.grounds.push_back(absl::HexStringToBytes(ref));
  }
  fields.kind = Text(receipt, "kind");
  fields.network = Text(receipt, "network");
  fields.agency = Text(receipt, "agency");
  fields.agency_name = Text(receipt, "agency_name");
  fields.people = static_cast<std::uint32_t>(Number(receipt, "people"));
  fields.only_here = Truth(receipt, "only_here");
  fields.everybody = Truth(receipt, "everybody");
  fields.categories = List(receipt, "categories");
  fields.agencies = List(receipt, "agencies");
  fields.excluded_agencies = List(receipt, "excluded_agencies");
  fields.purposes = List(receipt, "purposes");
  fields.wording = Text(receipt, "wording");
  fields.language = Text(receipt, "language");
  fields.capacity = Text(receipt, "capacity");
  fields.notice = Text(receipt, "notice");
  fields.may_name_place = Truth(receipt, "may_name_place");
  fields.call_back_only = Truth(receipt, "call_back_only");
  fields.paper_is_safe = Truth(receipt, "paper_is_safe");
  fields.contact = Text(receipt, "contact");
  KITH_ASSIGN_OR_RETURN(fields.issued_at, TimeOf(receipt, "issued_at"));
  if (receipt.contains("until")) {
    KITH_ASSIGN_OR_RETURN(fields.until, TimeOf(receipt, "until"));
  }
  return fields;
}

absl::Status CheckCountersignature(const json& countersignature,
                                   const Hash& hash, const Network& network,
                                   VerifiedReceipt& verified) {
  const std::uint64_t index = Number(countersignature, "log_index");
  const std::uint64_t time_ms = Number(countersignature, "time_ms");
  if (!VerifySignature(network.file().broker().signing_key(),
                       Label::kCountersign, network.id(),
                       CountersignedBytes(hash, index, time_ms),
                       Bytes(countersignature, "signature"))
           .ok()) {
    return DoesNotHold("the centre's countersignature");
  }
  verified.log_index = index;
  verified.countersigned_at =
      absl::FromUnixMillis(static_cast<std::int64_t>(time_ms));
  return absl::OkStatus();
}

absl::Status CheckLogProof(const json& proof, const Network& network,
                           VerifiedReceipt& verified) {
  const auto& broker = network.file().broker();
  const auto checkpoint = tlog::OpenCheckpoint(
      Text(proof, "checkpoint"), broker.log_origin(), broker.log_key());
  if (!checkpoint.ok()) return DoesNotHold("the log's own signature");
  const std::string leaf_bytes = Bytes(proof, "leaf");
  const auto leaf = tlog::ParseLeaf(leaf_bytes);
  if (!leaf.ok() || leaf->index != verified.log_index) {
    return DoesNotHold("the log entry");
  }
  tlog::Proof path;
  const auto inclusion = proof.find("inclusion");
  if (inclusion == proof.end() || !inclusion->is_array()) {
    return DoesNotHold("the log proof");
  }
  for (const std::string& text : List(proof, "inclusion")) {
    std::string bytes;
    if (!absl::Base64Unescape(text, &bytes) || bytes.size() != kHashBytes) {
      return DoesNotHold("the log proof");
    }
    path.push_back(HashFromBytes(bytes));
  }
  if (!tlog::VerifyInclusion(leaf->index, checkpoint->size,
                             tlog::LeafHash(leaf_bytes), path, checkpoint->root)
           .ok()) {
    return DoesNotHold("the log proof");
  }
  verified.in_log = true;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedReceipt> VerifyReceipt(absl::string_view receipt_json,
                                              const Network& network) {
  if (receipt_json.size() > kMaxReceiptBytes) return NoReceipt("too large");
  const json whole = ParseReceiptJson(receipt_json);
  if (!whole.is_object() || !whole.contains("receipt") ||
      !whole["receipt"].is_object()) {
    return NoReceipt("it is not JSON with a receipt in it");
  }
  const json& receipt = whole["receipt"];
  const std::string schema = Text(receipt, "schema");
  if (schema != kSchema && schema != kFirstSchema) {
    return NoReceipt("unknown schema");
  }
  VerifiedReceipt verified;
  KITH_ASSIGN_OR_RETURN(verified.fields, FieldsOf(receipt));
  if (verified.fields.network != network.file().name()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the receipt is of another partnership than this network file (`",
        network.file().name(), "`)"));
  }
  const network::v1::Agency* agency =
      network.FindAgency(verified.fields.agency);
  if (agency == nullptr) {
    return absl::FailedPreconditionError(
        "the network file does not name the agency of this receipt; is there a "
        "newer network file?");
  }
  const Hash hash = ReceiptHash(receipt.dump());
  if (!VerifySignature(agency->signing_key(), Label::kReceipt, network.id(),
                       HashView(hash), Bytes(whole, "signature"))
           .ok()) {
    return DoesNotHold("the agency's signature");
  }
  if (whole.contains("countersignature")) {
    KITH_RETURN_IF_ERROR(CheckCountersignature(whole["countersignature"], hash,
                                               network, verified));
  }
  if (whole.contains("log_proof")) {
    KITH_RETURN_IF_ERROR(CheckLogProof(whole["log_proof"], network, verified));
  }
  return verified;
}

}  // namespace kith::agent
