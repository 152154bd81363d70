// SPDX-License-Identifier: Apache-2.0
#include "agent/console/site.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/console/http/gate.h"
#include "agent/console/pages/pages.h"
#include "agent/console/signin/cookies.h"
#include "agent/console/web/embedded.h"
#include "agent/console/web/packed.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

std::string TypeOf(absl::string_view asset) {
  if (absl::EndsWith(asset, ".css")) return "text/css; charset=utf-8";
  if (absl::EndsWith(asset, ".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

// An asset's address carries its hash, so that it may be kept; and nothing else
// of the console is.
HttpResponse ServeAsset(absl::string_view name, const HttpRequest& request) {
  const EmbeddedFile* file = FindFile(Assets(), name);
  if (file == nullptr) return PlainRefusal(404, "There is no such file.");
  HttpResponse response;
  response.content_type = TypeOf(name);
  const auto accepted = request.headers.find("accept-encoding");
  const std::string& packed = PackedAsset(name);
  response.headers.push_back({"Vary", "Accept-Encoding"});
  if (!packed.empty() && accepted != request.headers.end() &&
      absl::StrContains(accepted->second, "gzip")) {
    response.body = packed;
    response.headers.push_back({"Content-Encoding", "gzip"});
  } else {
    response.body = std::string(file->content);
  }
  response.headers.push_back(
      {"Cache-Control", "public, max-age=31536000, immutable"});
  return response;
}

const Page* FindPage(const std::string& path) {
  for (const Page& page : AllPages()) {
    if (path == page.path) return &page;
  }
  return nullptr;
}

bool MayUse(const Visit& visit, const Page& page) {
  return std::any_of(page.roles.begin(), page.roles.end(),
                     [&](const char* role) { return visit.Is(role); });
}

}  // namespace

HttpResponse Site::Serve(const HttpRequest& request) {
  absl::string_view asset = request.path;
  if (absl::ConsumePrefix(&asset, "/assets/")) {
    return ServeAsset(request.method == "POST" ? "" : asset, request);
  }
  auto query = Form::Parse(request.query);
  auto form = Form::Parse(request.body);
  if (!query.ok()) return PlainRefusal(400, "This address is broken.");
  if (!form.ok()) {
    return PlainRefusal(400, std::string(form.status().message()));
  }
  Visit visit{
      .parts = parts_,
      .request = request,
      .query = *std::move(query),
      .form = *std::move(form),
      .session = std::nullopt,
      .directory = directory_.Get(),
      .desk = std::make_shared<desk::DeskClient>(desk_, desk::OnBehalf())};
  if (absl::StartsWith(request.path, "/sign-in")) return ServeSignIn(visit);
  const absl::Status known = Recognise(visit);
  if (absl::IsUnavailable(known)) return ShowFault(visit, known, "");
  if (request.path == "/agencies") return ShowAgencies(visit);
  if (visit.session) return ServePage(visit);
  if (absl::IsPermissionDenied(known)) return ShowFault(visit, known, "");
  const bool had_one = !CookieOf(request, kSessionCookie).empty();
  HttpResponse response = GoTo(had_one ? "/sign-in?ended=1" : "/sign-in");
  response.headers.push_back({"Set-Cookie", ForgetCookie(kSessionCookie)});
  return response;
}

absl::Status Site::Recognise(Visit& visit) {
  const std::string cookie = CookieOf(visit.request, kSessionCookie);
  if (cookie.empty()) {
    return absl::UnauthenticatedError("nobody is signed in");
  }
  KITH_ASSIGN_OR_RETURN(visit.session,
                        sign_in_.Confirm(cookie, settings_.recheck));
  visit.desk = std::make_shared<desk::DeskClient>(
      desk_, desk::OnBehalf{.staff = visit.session->who.staff,
                            .session = visit.session->number,
                            .roles = visit.session->who.roles});
  return absl::OkStatus();
}

HttpResponse Site::ServeSignIn(Visit& visit) {
  const std::string& path = visit.request.path;
  if (path == "/sign-in/start" && !visit.posted()) return sign_in_.Start(visit);
  if (path == "/sign-in/done" && !visit.posted()) return sign_in_.Done(visit);
  if (path != "/sign-in") {
    return ShowFault(visit, absl::NotFoundError("there is no such page"), "");
  }
  if (visit.posted()) return sign_in_.SignIn(visit);
  std::string notice;
  if (!CookieOf(visit.request, kSessionCookie).empty()) {
    // Somebody is signed in still: an address that says otherwise is not ours.
  } else if (visit.query.Has("ended")) {
    notice = "Your session has ended. What you typed was not kept.";
  } else if (visit.query.Has("out")) {
    notice = "You are signed out.";
  }
  return sign_in_.Show(visit, {}, notice);
}

HttpResponse Site::SignOut(Visit& visit) {
  parts_.answers.LeaveAll(visit.session->number);
  sessions_.End(CookieOf(visit.request, kSessionCookie));
  HttpResponse response = GoTo("/sign-in?out=1");
  response.headers.push_back({"Set-Cookie", ForgetCookie(kSessionCookie)});
  // What the browser kept of the pages goes, too.
  response.headers.push_back({"Clear-Site-Data", "\"cache\", \"storage\""});
  return response;
}

HttpResponse Site::GoHome(const Visit& visit) const {
  for (const char* path : {"/check", "/families", "/officer", "/it"}) {
    if (MayUse(visit, *FindPage(path))) return GoTo(path);
  }
  return GoTo("/agencies");
}

HttpResponse Site::ServePage(Visit& visit) {
  if (visit.posted() &&
      !FormTokenMatches(*visit.session, visit.form.One("form_token"))) {
    return ShowFault(visit,
                     absl::PermissionDeniedError(
                         "this form belongs to another session; open the page "
                         "again and send it from there"),
                     "");
  }
  if (visit.request.path == "/sign-out" && visit.posted()) {
    return SignOut(visit);
  }
  if (visit.request.path == "/") return GoHome(visit);
  const Page* page = FindPage(visit.request.path);
  if (page == nullptr || !(visit.posted() ? page->post : page->get)) {
    return ShowFault(visit, absl::NotFoundError("there is no such page"), "");
  }
  if (!MayUse(visit, *page)) {
    return ShowFault(
        visit,
        absl::PermissionDeniedError(
            "your roles do not allow this page; ask your agency's IT"),
        "");
  }
  return page->show(visit);
}

}  // namespace kith::console
