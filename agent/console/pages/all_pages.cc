// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/pages.h"

namespace kith::console {

const std::vector<Page>& AllPages() {
  static const auto& all = *[] {
    auto* pages = new std::vector<Page>;
    for (auto part : {CheckPages(), ListPages(), MeetingPages(), FamilyPages(),
                      AgreementPages(), HandoverPages(), ObjectionPages(),
                      OfficerPages(), OfficerSearchPages(), ComplaintPages(),
                      ConnectionPages(), HiddenPages()}) {
      pages->insert(pages->end(), part.begin(), part.end());
    }
    return pages;
  }();
  return all;
}

}  // namespace kith::console
