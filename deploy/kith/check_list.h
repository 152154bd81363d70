// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_CHECK_LIST_H_
#define KITH_DEPLOY_KITH_CHECK_LIST_H_

#include <string>

#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// `kith check --list`.
struct ListOptions {
  bool list = false;
  bool whole_agency = false;
  std::string agenda;  // A file; empty: open families.
  std::string until;   // When the meeting ends: "2026-11-28T12:00".
};

// Asks about each person of a list, one after the other, each in an enquiry of
// their own made from `common`. Stops at the first that could not be asked.
void CheckList(Terminal& terminal, const DeskOptions& desk,
               const ListOptions& options,
               const desk::v1::CheckRequest& common);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_CHECK_LIST_H_
