// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_PAGES_H_
#define KITH_AGENT_CONSOLE_PAGES_PAGES_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "agent/console/pages/visit.h"

// Every page of the console for somebody who is signed in.
namespace kith::console {

// An address, who may use it, and what answers there. The form token of a POST
// was checked before a page sees it.
struct Page {
  const char* path;
  bool get = false;
  bool post = false;
  // Any of these roles; the agent looks once more at each call.
  std::vector<const char*> roles;
  HttpResponse (*show)(Visit&);
};

// In no order; each path once.
const std::vector<Page>& AllPages();

// The parts of it, a file each.
std::vector<Page> CheckPages();
std::vector<Page> ListPages();
std::vector<Page> MeetingPages();
std::vector<Page> FamilyPages();
std::vector<Page> AgreementPages();
std::vector<Page> HandoverPages();
std::vector<Page> ObjectionPages();
std::vector<Page> OfficerPages();
std::vector<Page> OfficerSearchPages();
std::vector<Page> ComplaintPages();
std::vector<Page> ConnectionPages();
std::vector<Page> HiddenPages();

// Who is connected: for everybody, signed in or not.
HttpResponse ShowAgencies(Visit& visit);

// Begins to ask all of them, and shows how far it is.
HttpResponse AskOneAfterTheOther(
    const Visit& visit, const std::vector<desk::v1::CheckRequest>& requests);

inline const std::vector<const char*>& Officers() {
  static const auto& roles = *new std::vector<const char*>{"dpo"};
  return roles;
}
inline const std::vector<const char*>& Askers() {
  static const auto& roles = *new std::vector<const char*>{
      "practitioner", "front-door", "lead-practitioner"};
  return roles;
}
inline const std::vector<const char*>& Workers() {
  static const auto& roles = *new std::vector<const char*>{
      "practitioner", "lead-practitioner", "manager"};
  return roles;
}

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_PAGES_H_
