// SPDX-License-Identifier: Apache-2.0
#include "agent/receipts/receipt.h"

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "agent/receipts/receipt_json.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using nlohmann::json;

constexpr char kSchema[] = "kith-receipt/2";

std::string InUtc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// nlohmann sorts keys and writes no blanks: RFC 8785 for what we put in.
std::string Canonical(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json ScopeOf(const ReceiptFields& fields) {
  json scope = {{"everybody", fields.everybody},
                {"categories", fields.categories},
                {"agencies", fields.agencies},
                {"excluded_agencies", fields.excluded_agencies},
                {"purposes", fields.purposes}};
  return scope;
}

absl::StatusOr<json> ReadSigned(absl::string_view text) {
  json receipt = ParseReceiptJson(text);
  if (!receipt.is_object() || !receipt.contains("receipt") ||
      !receipt["receipt"].is_object()) {
    return absl::InvalidArgumentError(
        "this is no receipt of Kith; give the file as it was handed out");
  }
  return receipt;
}

std::string Pretty(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string CanonicalReceipt(const ReceiptFields& fields) {
  json grounds = json::array();
  for (const std::string& ref : fields.grounds) {
    grounds.push_back(absl::BytesToHexString(ref));
  }
  json receipt = {{"schema", kSchema},
                  {"kind", fields.kind},
                  {"receipt_id", absl::BytesToHexString(fields.receipt_id)},
                  {"network", fields.network},
                  {"agency", fields.agency},
                  {"agency_name", fields.agency_name},
                  {"issued_at", InUtc(fields.issued_at)},
                  {"people", fields.people},
                  {"grounds", grounds},
                  {"only_here", fields.only_here},
                  {"language", fields.language},
                  {"wording", fields.wording},
                  {"notice", fields.notice},
                  {"capacity", fields.capacity},
                  {"may_name_place", fields.may_name_place},
                  {"call_back_only", fields.call_back_only},
                  {"paper_is_safe", fields.paper_is_safe},
                  {"contact", fields.contact}};
  receipt.update(ScopeOf(fields));
  if (fields.until.has_value()) receipt["until"] = InUtc(*fields.until);
  return Canonical(receipt);
}

Hash ReceiptHash(absl::string_view canonical) { return Sha256(canonical); }

std::string SignReceipt(const ReceiptFields& fields,
                        absl::string_view network_id, const Signer& agency) {
  const std::string canonical = CanonicalReceipt(fields);
  const Hash hash = ReceiptHash(canonical);
  const std::string signature =
      agency.Sign(Label::kReceipt, network_id, HashView(hash));
  return Pretty({{"receipt", json::parse(canonical)},
                 {"signature", absl::Base64Escape(signature)}});
}

std::string CountersignedBytes(const Hash& receipt_hash,
                               std::uint64_t log_index, std::uint64_t time_ms) {
  return JoinFields(
      {HashView(receipt_hash), BigEndian64(log_index), BigEndian64(time_ms)});
}

absl::StatusOr<std::string> AddCountersignature(
    absl::string_view receipt_json, const Countersigned& countersigned) {
  KITH_ASSIGN_OR_RETURN(json receipt, ReadSigned(receipt_json));
  receipt["countersignature"] = {
      {"log_index", countersigned.log_index},
      {"time_ms", countersigned.time_ms},
      {"signature", absl::Base64Escape(countersigned.signature)}};
  return Pretty(receipt);
}

absl::StatusOr<std::string> AddLogProof(absl::string_view receipt_json,
                                        const ReceiptLogProof& proof) {
  KITH_ASSIGN_OR_RETURN(json receipt, ReadSigned(receipt_json));
  json inclusion = json::array();
  for (const std::string& hash : proof.inclusion) {
    inclusion.push_back(absl::Base64Escape(hash));
  }
  receipt["log_proof"] = {{"leaf", absl::Base64Escape(proof.leaf)},
                          {"inclusion", inclusion},
                          {"checkpoint", proof.checkpoint}};
  return Pretty(receipt);
}

absl::StatusOr<Hash> HashOfReceipt(absl::string_view receipt_json) {
  KITH_ASSIGN_OR_RETURN(const json receipt, ReadSigned(receipt_json));
  return ReceiptHash(Canonical(receipt["receipt"]));
}

}  // namespace kith::agent
