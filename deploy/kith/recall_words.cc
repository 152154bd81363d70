// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/recall_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::v1::Recall;

std::string InZone(std::int64_t time_ms, absl::TimeZone zone) {
  return absl::FormatTime("%e %b %Y %H:%M", absl::FromUnixMillis(time_ms),
                          zone);
}

std::string WhichAnswer(const Recall& recall) {
  return absl::StrCat(recall.reference(), ", person ", recall.person_number());
}

std::string ReceivedInWords(const Recall& recall, absl::TimeZone zone) {
  std::string text = Wrap(
      absl::StrCat(InZone(recall.time_ms(), zone), "  ", WhichAnswer(recall),
                   ": ", recall.agency_name(), " takes its answer back. ",
                   recall.yours() ? "You asked."
                                  : absl::StrCat(recall.staff(), " asked.")),
      "  ");
  if (!recall.acknowledged_by().empty()) {
    return absl::StrCat(
        text, "    acknowledged by ", recall.acknowledged_by(), ", ",
        InZone(recall.acknowledged_at_ms(), zone),
        recall.state() == "pending" ? "; the centre could not be told yet" : "",
        "\n");
  }
  return text +
         Wrap(absl::StrCat("It was about somebody else. Do not rely on it; "
                           "correct the record; tell whoever you passed it "
                           "to. Then: kith recall acknowledge ",
                           recall.reference()),
              "    ");
}

std::string StateInWords(const Recall& recall, absl::TimeZone zone) {
  if (recall.state() == "acknowledged") {
    return absl::StrCat("acknowledged ",
                        InZone(recall.acknowledged_at_ms(), zone));
  }
  if (recall.state() == "sent") return "not yet acknowledged";
  if (recall.state() == "pending") {
    return "NOT YET SENT: the centre could not be told; it goes out by itself";
  }
  return "NOT TAKEN by the centre: ring them yourself";
}

std::string SentLine(const Recall& recall, absl::TimeZone zone) {
  const std::string& to = recall.agency_name();
  return Wrap(absl::StrCat(
                  InZone(recall.time_ms(), zone), "  ", WhichAnswer(recall),
                  ", told ",
                  to.empty() ? "an agency that did not say its name" : to,
                  " (by ", recall.staff(), ")"),
              "  ") +
         Wrap(absl::StrCat(StateInWords(recall, zone), "."), "    ");
}

}  // namespace

std::string RecallsInWords(const desk::v1::ListRecallsReply& recalls,
                           absl::TimeZone zone) {
  if (recalls.sent().empty() && recalls.received().empty()) {
    return "No answer was taken back.\n";
  }
  std::string text;
  if (!recalls.received().empty()) {
    text += "Answers to this agency that were wrong:\n";
  }
  for (const Recall& recall : recalls.received()) {
    text += ReceivedInWords(recall, zone);
  }
  if (!recalls.sent().empty()) {
    text += "Answers of this agency that it took back:\n";
  }
  for (const Recall& recall : recalls.sent()) text += SentLine(recall, zone);
  return text;
}

std::string SentInWords(const desk::v1::SendRecallReply& reply) {
  std::string text;
  if (reply.answers() > 0) {
    text = absl::StrCat(reply.answers(),
                        reply.answers() == 1 ? " answer" : " answers",
                        " taken back. ", reply.words(), "\n");
  }
  if (!reply.to_ring().empty()) {
    text += Wrap(absl::StrCat("RING THEM YOURSELF: of ",
                              absl::StrJoin(reply.to_ring(), ", "),
                              " there is no proof that the answer was "
                              "released, so the centre takes no notice of it."),
                 "");
  }
  text += Wrap(reply.told_apart()
                   ? "From now on the two are told apart here."
                   : "By this description the two cannot be told apart. From "
                     "now on they are said to be possible; a number of the "
                     "other person would tell them apart.",
               "");
  return text;
}

std::string RecalledInWords(
    const google::protobuf::RepeatedPtrField<std::string>& references) {
  if (references.empty()) return "";
  return Wrap(absl::StrCat("AN EARLIER ANSWER WAS WRONG and is taken back: ",
                           absl::StrJoin(references, ", "),
                           ". Do not rely on it. kith recall list says more."),
              "  ");
}

}  // namespace kith::deploy
