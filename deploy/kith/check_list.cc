// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/check_list.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "deploy/kith/agenda_file.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/list_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckReply;
using desk::v1::CheckRequest;

constexpr std::size_t kMostAgendaBytes = 1 << 20;
constexpr char kFamilyAgreed[] = "family-agreed";
// Between two questions: half as long as the last took, and no longer.
constexpr absl::Duration kLongestPause = absl::Seconds(2);

// One person to ask about, or why not.
struct Item {
  CheckRequest request;
  std::string not_asked;
};
using Family = std::vector<Item>;

// Goes through the families, and says of each what it learned.
class ListRun {
 public:
  ListRun(Terminal& terminal, desk::DeskClient& desk, bool json)
      : terminal_(terminal), desk_(desk), json_(json) {}

  absl::Status Run(const std::vector<Family>& families) {
    for (const Family& family : families) wanted_ += family.size();
    for (std::size_t i = 0; i < families.size(); ++i) {
      KITH_RETURN_IF_ERROR(RunFamily(families[i], i + 1, families.size()));
    }
    ClearProgress();
    Finish();
    return absl::OkStatus();
  }

 private:
  absl::Status RunFamily(const Family& family, std::size_t number,
                         std::size_t of) {
    std::vector<desk::v1::Person> people;
    for (const Item& item : family) people.push_back(item.request.people(0));
    std::string block = HeadingInList(number, of, people);
    nlohmann::ordered_json members = nlohmann::ordered_json::array();
    for (const Item& item : family) {
      ShowProgress();
      KITH_RETURN_IF_ERROR(RunItem(item, block, members));
      ++done_;
    }
    families_.push_back({{"people", std::move(members)}});
    ClearProgress();
    if (!json_) terminal_.out << block << std::flush;
    return absl::OkStatus();
  }

  absl::Status RunItem(const Item& item, std::string& block,
                       nlohmann::ordered_json& members) {
    const std::string name = PersonOfList(item.request.people(0));
    absl::StrAppend(&block, "  ", name, "\n");
    std::string why = item.not_asked;
    if (why.empty() && !stopped_.empty()) why = "the list was stopped";
    if (!why.empty()) {
      ++skipped_;
      absl::StrAppend(&block, "      not asked: ", why, "\n");
      members.push_back({{"person", name}, {"not_asked", why}});
      return absl::OkStatus();
    }
    if (asked_ > 0) absl::SleepFor(pause_);
    const absl::StatusOr<CheckReply> reply = desk_.Check(item.request);
    // The meeting has ended meanwhile, or the agent has gone.
    if (!reply.ok()) {
      if (asked_ == 0) return reply.status();
      stopped_ = std::string(reply.status().message());
      return RunItem(item, block, members);
    }
    ++asked_;
    pause_ =
        std::min(absl::Milliseconds(reply->elapsed_ms()) / 2, kLongestPause);
    if (reply->outcome_of_request() == "unavailable") {
      stopped_ = reply->words();
    }
    absl::StrAppend(&block, OutcomeInList(*reply));
    members.push_back({{"person", name}, {"reply", ToJson(*reply)}});
    return absl::OkStatus();
  }

  void Finish() {
    if (!stopped_.empty()) terminal_.exit = Exit::kUnavailable;
    if (json_) {
      terminal_.out << Pretty({{"families", families_},
                               {"asked", asked_},
                               {"not_asked", skipped_},
                               {"stopped", stopped_}});
      return;
    }
    terminal_.out << "Asked about " << asked_ << " of " << wanted_
                  << (wanted_ == 1 ? " person.\n" : " people.\n");
    if (!stopped_.empty()) {
      terminal_.out << "Stopped: " << stopped_ << "\n";
    }
  }

  void ShowProgress() {
    if (!terminal_.out_is_tty || json_) return;
    terminal_.err << "\r  " << done_ << " of " << wanted_ << " people"
                  << std::flush;
    shown_ = true;
  }
  void ClearProgress() {
    if (shown_) terminal_.err << "\r\x1b[K" << std::flush;
    shown_ = false;
  }

  Terminal& terminal_;
  desk::DeskClient& desk_;
  const bool json_;
  std::size_t wanted_ = 0;
  std::size_t done_ = 0;
  std::size_t asked_ = 0;
  std::size_t skipped_ = 0;
  bool shown_ = false;
  absl::Duration pause_;
  std::string stopped_;
  nlohmann::ordered_json families_ = nlohmann::ordered_json::array();
};

absl::StatusOr<std::vector<Family>> OpenFamilies(desk::DeskClient& desk,
                                                 const ListOptions& options,
                                                 const CheckRequest& common) {
  desk::v1::ListOpenFamiliesRequest request;
  request.set_as(common.as());
  request.set_purpose(common.purpose());
  request.set_whole_agency(options.whole_agency);
  KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListOpenFamilies(request));
  std::vector<Family> families;
  for (const auto& open : reply.families()) {
    Family& family = families.emplace_back();
    for (const auto& person : open.people()) {
      Item& item = family.emplace_back(Item{common, ""});
      *item.request.add_people() = person.person();
      if (common.ground() == kFamilyAgreed)
        item.not_asked = person.not_agreed();
    }
  }
  return families;
}

absl::StatusOr<absl::Time> UntilOf(const std::string& text) {
  absl::CivilMinute minute;
  if (!absl::ParseCivilTime(text, &minute)) {
    return absl::InvalidArgumentError(
        "until: when the meeting ends, for example --until 2026-11-28T12:00");
  }
  return absl::FromCivil(minute, absl::LocalTimeZone());
}

// The agent looks through all of it before the first question.
absl::StatusOr<std::vector<Family>> OpenAgenda(desk::DeskClient& desk,
                                               const ListOptions& options,
                                               const CheckRequest& common) {
  KITH_ASSIGN_OR_RETURN(const absl::Time until, UntilOf(options.until));
  KITH_ASSIGN_OR_RETURN(const std::string csv,
                        ReadFile(options.agenda, kMostAgendaBytes));
  KITH_ASSIGN_OR_RETURN(Agenda agenda, ReadAgenda(csv, common));
  desk::v1::OpenAgendaRequest request;
  request.set_as(common.as());
  request.set_agenda(agenda.hash);
  request.set_until_ms(absl::ToUnixMillis(until));
  for (const AgendaRow& row : agenda.rows) *request.add_rows() = row.request;
  KITH_ASSIGN_OR_RETURN(const auto reply, desk.OpenAgenda(request));
  KITH_RETURN_IF_ERROR(AgendaFaults(agenda, reply));
  std::map<std::uint32_t, std::string> answered;
  for (const auto& one : reply.answered()) {
    answered[one.row()] = one.reference();
  }
  std::vector<Family> families;
  std::map<std::string, std::size_t> places;
  for (std::uint32_t i = 0; i < agenda.rows.size(); ++i) {
    AgendaRow& row = agenda.rows[i];
    const auto [place, is_new] =
        places.emplace(row.family.empty() ? absl::StrCat("line ", row.line)
                                          : absl::StrCat("family ", row.family),
                       families.size());
    if (is_new) families.emplace_back();
    row.request.set_agenda(agenda.hash);
    row.request.set_agenda_row(i);
    Item item{std::move(row.request), ""};
    const auto before = answered.find(i);
    if (before != answered.end()) {
      item.not_asked =
          absl::StrCat("answered before in this meeting, ", before->second);
    }
    families[place->second].push_back(std::move(item));
  }
  return families;
}

}  // namespace

void CheckList(Terminal& terminal, const DeskOptions& desk_options,
               const ListOptions& options, const CheckRequest& common) {
  WithDesk(terminal, desk_options, [&](desk::DeskClient& desk) -> absl::Status {
    CheckRequest of_list = common;
    of_list.set_of_list(true);
    KITH_ASSIGN_OR_RETURN(const std::vector<Family> families,
                          options.agenda.empty()
                              ? OpenFamilies(desk, options, of_list)
                              : OpenAgenda(desk, options, of_list));
    if (families.empty() && !desk_options.json) {
      terminal.out << "No open families of yours are in the register.\n";
      return absl::OkStatus();
    }
    return ListRun(terminal, desk, desk_options.json).Run(families);
  });
}

}  // namespace kith::deploy
