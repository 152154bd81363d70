// SPDX-License-Identifier: Apache-2.0
#include "agent/receipts/receipt_page.h"

#include <unicode/utf8.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "agent/receipts/last_day.h"

namespace kith::agent {
namespace {

constexpr std::size_t kLineBytes = 76;
constexpr std::uint32_t kMostLinesForNames = 8;

// What ends a line, moves the paper or begins a command.
bool IsControl(UChar32 c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
}

// What makes the words after it read in another order than they stand in.
bool ReordersText(UChar32 c) {
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

// What a terminal or a printer would obey is left out: the words are another
// agency's. Bytes that are no character become a question mark.
std::string Printable(absl::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  std::string printable;
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, size, c);
    if (c < 0) {
      printable += '?';
    } else if (IsControl(c)) {
      printable += ' ';
    } else if (!ReordersText(c)) {
      absl::StrAppend(&printable, text.substr(begin, at - begin));
    }
  }
  return printable;
}

// Paragraphs, broken at blanks.
class Page {
 public:
  void Heading(absl::string_view text) {
    absl::StrAppend(&text_, absl::AsciiStrToUpper(text), "\n\n");
  }
  void Paragraph(absl::string_view text) {
    std::string line;
    for (const absl::string_view word :
         absl::StrSplit(Printable(text), ' ', absl::SkipEmpty())) {
      if (!line.empty() && line.size() + 1 + word.size() > kLineBytes) {
        absl::StrAppend(&text_, line, "\n");
        line.clear();
      }
      absl::StrAppend(&line, line.empty() ? "" : " ", word);
    }
    absl::StrAppend(&text_, line, "\n\n");
  }
  // Where the family writes.
  void Names(std::uint32_t people) {
    for (std::uint32_t i = 1; i <= people && i <= kMostLinesForNames; ++i) {
      absl::StrAppend(&text_, "  ", i, "  ______________________________\n");
    }
    text_ += "\n";
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string InWords(absl::CivilDay day) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return std::string(absl::StripAsciiWhitespace(
      absl::FormatTime("%e %B %Y", absl::FromCivil(day, utc), utc)));
}

std::string Day(absl::Time time, absl::TimeZone zone) {
  return InWords(absl::ToCivilDay(time, zone));
}

std::string Recipients(const ReceiptFields& fields, const Network& network) {
  std::vector<std::string> who;
  if (fields.everybody) {
    who.push_back("every service of the partnership");
  }
  for (const std::string& id : fields.categories) {
    const auto* category = network.FindCategory(id);
    who.push_back(category == nullptr ? id : category->label());
  }
  for (const std::string& id : fields.agencies) {
    const auto* agency = network.FindAgency(id);
    who.push_back(agency == nullptr ? id : agency->name());
  }
  std::string text = absl::StrJoin(who, "; ");
  std::vector<std::string> not_them;
  for (const std::string& id : fields.excluded_agencies) {
    const auto* agency = network.FindAgency(id);
    not_them.push_back(agency == nullptr ? id : agency->name());
  }
  if (!not_them.empty()) {
    absl::StrAppend(&text, ". Not: ", absl::StrJoin(not_them, "; "));
  }
  return text;
}

std::string Purposes(const ReceiptFields& fields, const Network& network) {
  std::vector<std::string> what;
  for (const std::string& id : fields.purposes) {
    const auto* purpose = network.FindPurpose(id);
    what.push_back(purpose == nullptr ? id : purpose->label());
  }
  return what.empty() ? "anything the partnership's rules allow"
                      : absl::StrJoin(what, "; ");
}

std::string Position(const VerifiedReceipt& receipt) {
  return receipt.log_index.has_value()
             ? absl::StrCat("entry ", *receipt.log_index,
                            " of the partnership's log")
             : "not yet in the partnership's log; ask for a newer copy";
}

void AddReference(const VerifiedReceipt& receipt, Page& page) {
  page.Paragraph(absl::StrCat("Reference ",
                              absl::BytesToHexString(receipt.fields.receipt_id),
                              ", ", Position(receipt), "."));
}

std::string ConsentForFamily(const VerifiedReceipt& receipt,
                             const Network& network, absl::TimeZone zone) {
  const ReceiptFields& fields = receipt.fields;
  Page page;
  page.Heading("What you agreed to");
  page.Paragraph(absl::StrCat(
      "On ", Day(fields.issued_at, zone), " you told ", fields.agency_name,
      " that other services may be told that they support you. It is for ",
      fields.people, fields.people == 1 ? " person" : " people",
      ". You can write the names here; we have not:"));
  page.Names(fields.people);
  page.Paragraph(
      absl::StrCat("Who may be told: ", Recipients(fields, network), "."));
  page.Paragraph(
      absl::StrCat("When they ask for: ", Purposes(fields, network), "."));
  page.Paragraph(
      fields.call_back_only
          ? "What they are told: please ring us. Nothing else."
          : "What they are told: who supports you, since when, who leads, and "
            "how to reach them.");
  page.Paragraph(absl::StrCat(
      "Nobody is told what is in your file, or where you live or are treated. ",
      fields.may_name_place
          ? "You said that the name of a school, nursery or hostel may be said."
          : "The name of a school, nursery or hostel is not said."));
  if (fields.until.has_value()) {
    page.Paragraph(absl::StrCat("The last day of it is ",
                                InWords(LastDayBefore(*fields.until, zone)),
                                ", or sooner if you say so."));
  }
  if (!fields.notice.empty()) {
    page.Paragraph("The words you were read:");
    page.Paragraph(absl::StrCat("\"", fields.notice, "\""));
  } else {
    page.Paragraph(absl::StrCat("The notice you were given: ", fields.wording));
  }
  page.Paragraph(absl::StrCat(
      "You can change your mind at any time, for all of it or part of it. Tell "
      "anybody who supports you, or ",
      fields.contact, ". You need not say why, and you lose no help by it."));
  AddReference(receipt, page);
  return page.Take();
}

std::string WithdrawalForFamily(const VerifiedReceipt& receipt,
                                absl::TimeZone zone) {
  const ReceiptFields& fields = receipt.fields;
  Page page;
  page.Heading("You changed your mind");
  page.Paragraph(absl::StrCat(
      "On ", Day(fields.issued_at, zone), " you told ", fields.agency_name,
      fields.only_here
          ? " that it may no longer tell others that it supports you."
          : " that nobody may be told any more on what you had agreed to.",
      " It is for ", fields.people, fields.people == 1 ? " person" : " people",
      "."));
  page.Paragraph(
      receipt.log_index.has_value()
          ? "It has ended. Nothing more is told that rests on it."
          : "This service stopped at once. The partnership's centre had not "
            "been reached when this was printed; ask for a newer copy.");
  page.Paragraph(absl::StrCat("Questions, or somebody was told all the same? ",
                              fields.contact, "."));
  AddReference(receipt, page);
  return page.Take();
}

std::string ForChild(const VerifiedReceipt& receipt, absl::TimeZone zone) {
  const ReceiptFields& fields = receipt.fields;
  Page page;
  const std::string day = Day(fields.issued_at, zone);
  if (fields.kind == "consent") {
    page.Heading("You said yes");
    page.Paragraph(absl::StrCat(
        "On ", day,
        " we asked if other people who help children may know that "
        "we help you too. The answer was yes."));
    page.Paragraph(
        "Why? So that you do not have to tell your story again and "
        "again.");
    page.Paragraph(
        "They can find out who helps you and ring them. They cannot "
        "read what you told us.");
    page.Paragraph(
        "You can say no later. That is fine. Nobody will be cross, "
        "and we go on helping you.");
  } else {
    page.Heading("You said no more");
    page.Paragraph(
        absl::StrCat("On ", day,
                     " we were told: do not tell others any more that we help "
                     "you. So we stopped."));
    page.Paragraph("We go on helping you.");
  }
  page.Paragraph(absl::StrCat("Who to talk to: ", fields.agency_name, ", or ",
                              fields.contact, "."));
  AddReference(receipt, page);
  return page.Take();
}

}  // namespace

absl::StatusOr<std::string> ReceiptPage(const VerifiedReceipt& receipt,
                                        const Network& network,
                                        PageReader reader,
                                        absl::TimeZone zone) {
  const std::string& kind = receipt.fields.kind;
  if (kind != "consent" && kind != "withdrawal") {
    return absl::FailedPreconditionError(
        "this receipt is neither of an agreement nor of a withdrawal; a newer "
        "kith may know it");
  }
  if (!receipt.fields.paper_is_safe) {
    return absl::FailedPreconditionError(
        "nobody said that it is safe to give this family paper: tell them what "
        "is in it, and print nothing");
  }
  if (reader == PageReader::kChild) return ForChild(receipt, zone);
  return kind == "consent" ? ConsentForFamily(receipt, network, zone)
                           : WithdrawalForFamily(receipt, zone);
}

}  // namespace kith::agent
