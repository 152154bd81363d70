// SPDX-License-Identifier: Apache-2.0
//
// What a family agreed: recorded, withdrawn, and the receipt they take along.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/date_entry.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/pages/supported.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/families";
constexpr char kEverybody[] = "everybody";
constexpr int kMonths = 12;  // Until when, unless they say otherwise.

std::string LanguageName(const desk::v1::GetDirectoryReply& directory,
                         const std::string& tag) {
  for (const auto& language : directory.languages()) {
    if (language.id() == tag) return language.label();
  }
  return tag;
}

// Who said it, and about whom.
ViewList SpeakerFields(const Supported& supported, const Form& form,
                       const Faults& faults) {
  return {
      FamilyField(supported, form, faults),
      RadioField("capacity", {.label = "Who agreed?"}, WhoMaySpeak(),
                 form.One("capacity"), faults),
      TextField("said_by",
                {.label = "Who was it, in a word",
                 .hint = "For example: mother. No name."},
                form.One("said_by"), faults),
      TextField("assessed_by",
                {.label = "Of a competent child: who assessed it"},
                form.One("assessed_by"), faults),
      TextField("assessed_on",
                {.label = "Of a competent child: on which day", .width = 10},
                form.One("assessed_on"), faults)};
}

// Who may be told, and what for.
ViewList ScopeFields(const Visit& visit, const Form& form,
                     const Faults& faults) {
  std::vector<Option> recipients = {
      {kEverybody, "Every agency of this partnership", ""}};
  for (const auto& category : visit.directory.categories()) {
    recipients.push_back({category.id(), category.label(), ""});
  }
  return {CheckboxField("recipients", {.label = "Who may be told?"}, recipients,
                        form.All("recipients"), faults),
          CheckboxField("purposes", {.label = "What for?"},
                        PurposesAllowed(visit.directory), form.All("purposes"),
                        faults),
          TextField(
              "until",
              {.label = "Until when?",
               .hint = "The last day. They can change their mind at any time.",
               .width = 10},
              form.One("until"), faults)};
}

// Where it is kept, how it was read to them, and what else they said.
ViewList RecordFields(const Visit& visit, const Form& form,
                      const Faults& faults) {
  std::vector<Option> languages;
  for (const auto& wording : visit.directory.consent_wordings()) {
    languages.push_back({wording.language(),
                         LanguageName(visit.directory, wording.language()),
                         ""});
  }
  return {
      TextField("evidence",
                {.label = "Where is it written down?",
                 .hint = "For example: file note 12 March"},
                form.One("evidence"), faults),
      RadioField("language",
                 {.label = "In which language was it read to them?"}, languages,
                 form.One("language"), faults),
      CheckboxField(
          "options", {.label = "What else they said"},
          {{"name-place", "You may say which school, nursery or hostel it is",
            ""},
           {"call-back", "Nothing may be said: only that we would like to talk",
            ""},
           {"paper-is-safe", "It is safe to give them something printed", ""}},
          form.All("options"), faults)};
}

HttpResponse ShowAgreement(const Visit& visit, const Supported& supported,
                           const Form& form, const Faults& faults) {
  View view;
  view.set("ref", View(supported.person.involvement_ref()));
  view.set("speaker", View(SpeakerFields(supported, form, faults)));
  view.set("scope", View(ScopeFields(visit, form, faults)));
  view.set("record", View(RecordFields(visit, form, faults)));
  PutList(view, "wordings", WordingViews(visit));
  return ShowPage(visit,
                  {.title = "Write down what a family agreed",
                   .section = kSection,
                   .back_href = "/families",
                   .back_text = "Families we support"},
                  "agreement", std::move(view), faults);
}

// How long it lasts unless they say otherwise. The rest is theirs to say: a
// tick that was there before would record what nobody agreed to.
Form NewAgreement(const Visit& visit) {
  const absl::CivilDay today = visit.today();
  const absl::CivilDay until(today.year(), today.month() + kMonths,
                             today.day() - 1);
  const auto form = Form::Parse(absl::StrCat("until=", until.day(), "+",
                                             until.month(), "+", until.year()));
  return form.ok() ? *form : Form();
}

bool Ticked(const Form& form, absl::string_view option) {
  const auto all = form.All("options");
  return std::find(all.begin(), all.end(), option) != all.end();
}

void ReadDayField(const Visit& visit, const std::string& field,
                  const std::function<void(absl::CivilDay)>& take,
                  Faults& faults) {
  const auto day = ReadDay(visit.form.One(field), visit.today() + 740);
  if (day.ok()) {
    take(*day);
  } else {
    faults.Add(field, InPageWords(day.status()));
  }
}

void ReadSpeaker(const Visit& visit, const Supported& supported,
                 desk::v1::RecordConsentRequest& request, Faults& faults) {
  const Form& form = visit.form;
  for (auto& person : ChosenOf(supported, form)) {
    *request.add_people() = std::move(person);
  }
  if (request.people().empty()) faults.Add("who", "Choose whom it is about");
  request.set_capacity(form.One("capacity"));
  if (request.capacity().empty()) faults.Add("capacity", "Choose who agreed");
  request.set_said_by(form.One("said_by"));
  if (request.said_by().empty()) {
    faults.Add("said_by", "Say who it was, in a word: mother");
  }
  request.set_assessed_by(form.One("assessed_by"));
  if (form.One("assessed_on").empty()) return;
  ReadDayField(
      visit, "assessed_on",
      [&](absl::CivilDay day) {
        request.set_assessed_on(absl::FormatCivilTime(day));
      },
      faults);
}

void ReadScope(const Visit& visit, desk::v1::RecordConsentRequest& request,
               Faults& faults) {
  for (const std::string& recipient : visit.form.All("recipients")) {
    if (recipient == kEverybody) {
      request.set_everybody(true);
    } else {
      request.add_categories(recipient);
    }
  }
  if (request.everybody()) request.clear_categories();
  if (!request.everybody() && request.categories().empty()) {
    faults.Add("recipients", "Choose who may be told");
  }
  for (const std::string& purpose : visit.form.All("purposes")) {
    request.add_purposes(purpose);
  }
  if (request.purposes().empty()) faults.Add("purposes", "Choose what for");
  ReadDayField(
      visit, "until",
      [&](absl::CivilDay day) {
        // To the end of that day.
        request.set_until_ms(
            absl::ToUnixMillis(absl::FromCivil(day + 1, absl::UTCTimeZone())));
      },
      faults);
}

void ReadRecord(const Form& form, desk::v1::RecordConsentRequest& request,
                Faults& faults) {
  request.set_evidence_reference(form.One("evidence"));
  if (request.evidence_reference().empty()) {
    faults.Add("evidence", "Say where it is written down");
  }
  request.set_wording("consent-wording");
  request.set_language(form.One("language"));
  if (request.language().empty()) {
    faults.Add("language", "Choose the language it was read to them in");
  }
  request.set_may_name_place(Ticked(form, "name-place"));
  request.set_call_back_only(Ticked(form, "call-back"));
  request.set_paper_is_safe(Ticked(form, "paper-is-safe"));
}

HttpResponse Agreement(Visit& visit) {
  const auto supported = FindSupported(
      visit, visit.posted() ? visit.form.One("ref") : visit.query.One("ref"));
  if (!supported.ok()) return ShowFault(visit, supported.status(), kSection);
  if (!visit.posted()) {
    return ShowAgreement(visit, *supported, NewAgreement(visit), {});
  }
  Faults faults;
  desk::v1::RecordConsentRequest request;
  ReadSpeaker(visit, *supported, request, faults);
  ReadScope(visit, request, faults);
  ReadRecord(visit.form, request, faults);
  if (!faults.empty()) {
    return ShowAgreement(visit, *supported, visit.form, faults);
  }
  const auto recorded = visit.desk->RecordConsent(request);
  if (recorded.ok()) {
    return GoTo(
        absl::StrCat("/families/receipt?reference=", recorded->reference()));
  }
  if (!absl::IsInvalidArgument(recorded.status())) {
    return ShowFault(visit, recorded.status(), kSection);
  }
  faults.Add("who", InPageWords(recorded.status()));
  return ShowAgreement(visit, *supported, visit.form, faults);
}

HttpResponse ShowWithdraw(const Visit& visit, const Supported& supported,
                          const Faults& faults) {
  View view;
  view.set("ref", View(supported.person.involvement_ref()));
  view.set(
      "fields",
      View(ViewList{
          FamilyField(supported, visit.form, faults),
          RadioField("where", {.label = "What do they want?"},
                     {{"everywhere", "Nobody may be told any more",
                       "By any agency that relies on the same agreement"},
                      {"here", "Only this agency may not tell any more", ""}},
                     visit.form.One("where"), faults)}));
  return ShowPage(visit,
                  {.title = "A family changes its mind",
                   .section = kSection,
                   .back_href = "/families",
                   .back_text = "Families we support"},
                  "withdraw", std::move(view), faults);
}

HttpResponse Withdraw(Visit& visit) {
  const auto supported = FindSupported(
      visit, visit.posted() ? visit.form.One("ref") : visit.query.One("ref"));
  if (!supported.ok()) return ShowFault(visit, supported.status(), kSection);
  if (!visit.posted()) return ShowWithdraw(visit, *supported, {});
  Faults faults;
  desk::v1::WithdrawConsentRequest request;
  for (auto& person : ChosenOf(*supported, visit.form)) {
    *request.add_people() = std::move(person);
  }
  if (request.people().empty()) faults.Add("who", "Choose whom it is about");
  const std::string where = visit.form.One("where");
  if (where != "everywhere" && where != "here") {
    faults.Add("where", "Choose what they want");
  }
  request.set_only_here(where == "here");
  if (!faults.empty()) return ShowWithdraw(visit, *supported, faults);
  const auto withdrawn = visit.desk->WithdrawConsent(request);
  if (!withdrawn.ok()) return ShowFault(visit, withdrawn.status(), kSection);
  return GoTo(
      absl::StrCat("/families/receipt?reference=", withdrawn->reference()));
}

// Who has acted on a withdrawal: shown where it is known.
void AddOwners(const Visit& visit, const std::string& reference, View& view) {
  desk::v1::GetWithdrawalRequest request;
  request.set_reference(reference);
  const auto owners = visit.desk->GetWithdrawal(request);
  if (!owners.ok()) return;
  ViewList list;
  for (const auto& owner : owners->owners()) {
    View one;
    one.set("name", View(owner.agency_name()));
    PutTrue(one, "acted", owner.acted());
    Put(one, "when", MillisInWords(owner.acted_at_ms()));
    list.push_back(std::move(one));
  }
  PutTrue(view, "owners_any", !list.empty());
  PutList(view, "owners", std::move(list));
}

// By what it says itself.
bool IsOfWithdrawal(const std::string& receipt) {
  const auto json = nlohmann::json::parse(receipt, nullptr, false);
  if (!json.is_object() || !json.contains("receipt")) return false;
  const auto& inner = json["receipt"];
  return inner.is_object() && inner.contains("kind") &&
         inner["kind"] == "withdrawal";
}

HttpResponse Receipt(Visit& visit) {
  desk::v1::GetReceiptRequest request;
  request.set_reference(visit.query.One("reference"));
  const auto receipt = visit.desk->GetReceipt(request);
  if (!receipt.ok()) return ShowFault(visit, receipt.status(), kSection);
  if (visit.query.One("as") == "file") {
    return Download("receipt.json", "application/json", receipt->receipt());
  }
  const bool for_child = visit.query.One("for") == "child";
  View view;
  view.set("reference", View(request.reference()));
  PutTrue(view, "pending", receipt->pending());
  PutTrue(view, "withdrawn", IsOfWithdrawal(receipt->receipt()));
  PutTrue(view, "child", for_child);
  Put(view, "page", for_child ? receipt->child_page() : receipt->page());
  AddOwners(visit, request.reference(), view);
  return ShowPage(visit,
                  {.title = "The receipt",
                   .section = kSection,
                   .back_href = "/families",
                   .back_text = "Families we support",
                   // It is the family's own: theirs to take along.
                   .watermark = "For the family"},
                  "receipt", std::move(view));
}

}  // namespace

std::vector<Page> AgreementPages() {
  return {{"/families/agreement", true, true, Workers(), Agreement},
          {"/families/withdraw", true, true, Workers(), Withdraw},
          {"/families/receipt", true, false, Workers(), Receipt}};
}

}  // namespace kith::console
