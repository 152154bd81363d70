// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/consent_receipt.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace kith::agent {
namespace {

// The notice's very words, where the network file has them.
std::string NoticeText(const Network& network, const Ground& agreed) {
  for (const auto& label : network.file().labels()) {
    if (label.key() == agreed.wording && label.language() == agreed.language) {
      return label.text();
    }
  }
  return "";
}

}  // namespace

ReceiptFields NewReceipt(const Parts& parts, const Network& network,
                         const char* kind, std::size_t people) {
  ReceiptFields fields;
  fields.kind = kind;
  fields.receipt_id = parts.random.Bytes(kReceiptIdBytes);
  fields.network = network.file().name();
  fields.agency = parts.agency;
  fields.agency_name = network.FindAgency(parts.agency)->name();
  fields.issued_at = parts.clock.Now();
  fields.people = static_cast<std::uint32_t>(people);
  const auto& desk = network.file().desk();
  fields.contact = absl::StrCat(desk.name(), desk.name().empty() ? "" : ", ",
                                desk.telephone());
  return fields;
}

ReceiptFields ConsentFields(ReceiptFields fields, const Network& network,
                            const Ground& agreed,
                            const std::vector<Ground>& grounds) {
  for (const Ground& ground : grounds) fields.grounds.push_back(ground.ref);
  fields.everybody = agreed.scope.everybody;
  fields.categories = agreed.scope.categories;
  fields.agencies = agreed.scope.agencies;
  fields.excluded_agencies = agreed.scope.excluded_agencies;
  fields.purposes = agreed.scope.purposes;
  fields.until = agreed.until;
  fields.wording = agreed.wording;
  fields.language = agreed.language;
  fields.notice = NoticeText(network, agreed);
  fields.capacity = agreed.capacity;
  fields.may_name_place = agreed.may_name_place;
  fields.call_back_only = agreed.call_back_only;
  fields.paper_is_safe = agreed.paper_is_safe;
  return fields;
}

}  // namespace kith::agent
