#include "api/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/reply_catcher.h"
#include "base/hash.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Every route answers with its own name and what it was given.
class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    access_.Allow(Sha256("secret"), OperatorPrincipal("ann"));
    Add(Method::kGet, "/", true);
    Add(Method::kGet, "/healthz", true);
    Add(Method::kPost, "/v1/leads");
    Add(Method::kGet, "/v1/leads");
    Add(Method::kGet, "/v1/leads/{id}");
    Add(Method::kGet, "/v1/leads/head");
    Add(Method::kPost, "/v1/leads/{id}/notes/{note}");
    Add(Method::kGet, "/pages/{rest}", true);
    Add(Method::kGet, "/pages/own/one", true);
  }

  void Add(Method method, std::string pattern, bool open = false) {
    router_.Add(open ? Permission::kAnyone : Permission::kReadLeads,
                {.method = method,
                 .pattern = pattern,
                 .summary = "test",
                 .handler =
                     [pattern](const RouteContext& context, Responder responder) {
                       HttpResponse response;
                       response.body = pattern + " " + context.principal.name;
                       for (const auto& [name, value] : context.path_parameters) {
                         response.body += " " + std::string(name) + "=" + value;
                       }
                       if (const std::string* q = context.Query("q")) response.body += " q=" + *q;
                       responder.Send(std::move(response));
                     },
                 .query = {{"q", "what to look for"}}});
  }

  HttpResponse Ask(Method method, std::string target, std::string_view token = "secret") {
    router_.Handle(MakeRequest(method, std::move(target), token), catcher_.NewResponder());
    return catcher_.TakeOne();
  }

  AccessCheck access_;
  Router router_{access_};
  ReplyCatcher catcher_;
};

TEST_F(RouterTest, APathFindsItsRouteAndItsParameters) {
  EXPECT_EQ(Ask(Method::kGet, "/v1/leads/lead_1").body, "/v1/leads/{id} ann id=lead_1");
  EXPECT_EQ(Ask(Method::kPost, "/v1/leads/a%20b/notes/%C3%A9+").body,
            "/v1/leads/{id}/notes/{note} ann id=a b note=\xc3\xa9+");
  EXPECT_EQ(Ask(Method::kGet, "/v1/leads?q=two+words%21").body, "/v1/leads ann q=two words!");
  EXPECT_EQ(Ask(Method::kGet, "/").body, "/ ");
}

TEST_F(RouterTest, APathWrittenOutGoesBeforeOneWithAParameter) {
  EXPECT_EQ(Ask(Method::kGet, "/v1/leads/head").body, "/v1/leads/head ann");
}

TEST_F(RouterTest, APackedBodyIsRefusedAsSuch) {
  for (const auto& [coding, status] : {std::pair{"gzip", 415}, std::pair{"Identity", 200}}) {
    HttpRequest request = MakeRequest(Method::kPost, "/v1/leads/a/notes/b", "secret");
    request.AddHeader("Content-Encoding", coding);
    router_.Handle(request, catcher_.NewResponder());
    EXPECT_EQ(catcher_.TakeOne().status, status) << coding;
  }
}

TEST_F(RouterTest, ABodyInAnotherCharsetThanUtf8IsRefusedAndTheCharsetNamed) {
  for (const auto& [type, status] :
       {std::pair{"application/json; charset=utf-16", 415},
        std::pair{"application/json;a=b; Charset = \"ISO-8859-1\"", 415},
        std::pair{"application/json; charset=UTF-8", 200},
        std::pair{"text/csv;charset=\"us-ascii\"", 200},
        std::pair{"application/json; encoding=utf-16;", 200},
        std::pair{"application/json;", 200}}) {
    HttpRequest request = MakeRequest(Method::kPost, "/v1/leads/a/notes/b", "secret");
    request.AddHeader("Content-Type", type);
    router_.Handle(request, catcher_.NewResponder());
    const HttpResponse response = catcher_.TakeOne();
    EXPECT_EQ(response.status, status) << type;
    if (status == 415) {
      EXPECT_NE(response.body.find("in UTF-8, not in"), std::string::npos);
    }
  }
}

TEST_F(RouterTest, HeadGoesToGet) {
  EXPECT_EQ(Ask(Method::kHead, "/v1/leads").body, "/v1/leads ann");
}

TEST_F(RouterTest, OnlyAVouchedRequestOfItsRouteComesWithoutTheToken) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/v1/intake/{source}";
  route.handler = [](const RouteContext& context, Responder responder) {
    HttpResponse response;
    response.body = "for " + std::string(context.Path("source")) + " by " + context.principal.name;
    responder.Send(std::move(response));
  };
  route.vouched = [](const HttpRequest&, std::string_view source) { return source == "signed"; };
  router_.Add(Permission::kSendLeads, std::move(route));
  EXPECT_EQ(Ask(Method::kPost, "/v1/intake/signed", "").body, "for signed by ");
  EXPECT_EQ(Ask(Method::kPost, "/v1/intake/signed", "wrong").body, "for signed by ");
  EXPECT_EQ(Ask(Method::kPost, "/v1/intake/open", "").status, 401);
  EXPECT_EQ(Ask(Method::kPost, "/v1/intake/open").body, "for open by ann");
  EXPECT_EQ(Ask(Method::kGet, "/v1/intake/signed", "").status, 401);
  EXPECT_EQ(Ask(Method::kPost, "/v1/leads", "").status, 401);
}

TEST_F(RouterTest, AWrongMethodIsToldTheRightOnes) {
  const HttpResponse wrong = Ask(Method::kDelete, "/v1/leads");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.Header("Allow"), "POST, GET, HEAD, OPTIONS");
  const HttpResponse options = Ask(Method::kOptions, "/v1/leads/head");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.Header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(Ask(Method::kOther, "/v1/leads").status, 405);
}

TEST_F(RouterTest, AStrangerLearnsNoPaths) {
  for (const char* target : {"/v1/leads", "/v1/nothing", "/v1/leads/head"}) {
    const HttpResponse response = Ask(Method::kGet, target, "wrong");
    EXPECT_EQ(response.status, 401) << target;
    EXPECT_EQ(response.Header("WWW-Authenticate"), kBearerChallenge);
    EXPECT_EQ(Ask(Method::kPut, target, "").status, 401) << target;
  }
  EXPECT_EQ(Ask(Method::kGet, "/v1/nothing").status, 404);
}

TEST_F(RouterTest, AnOpenRouteAsksForNoToken) {
  EXPECT_EQ(Ask(Method::kGet, "/healthz", "").status, 200);
  EXPECT_EQ(Ask(Method::kPost, "/healthz", "").status, 401);
}

TEST_F(RouterTest, WhoLacksTheRightIsToldWhichAndIsNoted) {
  access_.Allow(Sha256("seller's"), {.kind = Principal::Kind::kToken,
                                     .name = "token_x",
                                     .roles = {Role::kSeller},
                                     .scopes = {{Permission::kReadLeads}}});
  router_.Add(Permission::kForget, {.method = Method::kPost,
                                    .pattern = "/v1/forget",
                                    .handler = [](const RouteContext&, Responder) { FAIL(); }});
  std::vector<std::string> noted;
  router_.OnDenial(
      [&](const HttpRequest&, const Principal& who, std::string_view route, int status) {
        noted.push_back(who.name + " " + std::string(route) + " " + std::to_string(status));
      });
  EXPECT_EQ(Ask(Method::kGet, "/v1/leads", "seller's").status, 200);
  const HttpResponse refused = Ask(Method::kPost, "/v1/forget", "seller's");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("`person.forget`"));
  EXPECT_EQ(router_.Admit(MakeRequest(Method::kPost, "/v1/forget", "seller's"))->status, 403);
  EXPECT_EQ(Ask(Method::kPost, "/v1/forget", "").status, 401);
  EXPECT_THAT(noted,
              ElementsAre("token_x /v1/forget 403", "token_x /v1/forget 403", " /v1/forget 401"));
}

TEST_F(RouterTest, PathsThatTwoReadersCouldReadDifferentlyAreRefused) {
  for (const char* target :
       {"/v1//leads", "/v1/leads/", "/v1/./leads", "/v1/../leads", "/v1/%2e%2e/leads", "/v1/a%2Fb",
        "/v1/a%5cb", "/v1/a%00", "/v1/a%0a", "/v1/%zz", "/v1/%4", "/v1/%ff", "//", "*"}) {
    EXPECT_EQ(Ask(Method::kGet, target).status, 400) << target;
  }
}

TEST_F(RouterTest, ARestTakesAnyPathBelowUnlessItIsWrittenOut) {
  EXPECT_EQ(Ask(Method::kGet, "/pages/a").body, "/pages/{rest}  rest=a");
  EXPECT_EQ(Ask(Method::kGet, "/pages/own/one").body, "/pages/own/one ");
  for (const char* odd : {"/pages/", "/pages//a", "/pages/a/b/c/d/e", "/pages/%zz", "/pages/a%2Fb",
                          "/pages/../a", "/pages/own/two", "/pages/a?q=%"}) {
    EXPECT_EQ(Ask(Method::kGet, odd, "").status, 200) << odd;
  }
  EXPECT_EQ(Ask(Method::kGet, "/pages").status, 404);
  EXPECT_EQ(Ask(Method::kGet, "/v1/pages/").status, 400);
  const HttpResponse wrong = Ask(Method::kPost, "/pages/a/b/c/d/e");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_THAT(wrong.headers, testing::Contains(Pair("Allow", "GET, HEAD, OPTIONS")));
}

TEST_F(RouterTest, ABrokenQueryIsRefused) {
  EXPECT_EQ(Ask(Method::kGet, "/v1/leads?q=%").status, 400);
  std::string many = "/v1/leads?";
  for (int i = 0; i < 101; ++i) many += "a=1&";
  EXPECT_EQ(Ask(Method::kGet, many).status, 400);
}

TEST_F(RouterTest, AnUnknownParameterIsRefusedAndTheKnownOnesAreNamed) {
  const HttpResponse refused = Ask(Method::kGet, "/v1/leads?w=1");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("there is no parameter `w` here; it takes `q`"));
  EXPECT_EQ(Ask(Method::kPost, "/v1/leads?w=1").status, 400);
  Route sent;
  sent.method = Method::kPost;
  sent.pattern = "/v1/sent";
  sent.summary = "test";
  sent.handler = [](const RouteContext&, Responder responder) { responder.Send({}); };
  router_.Add(Permission::kSendLeads, std::move(sent));
  EXPECT_EQ(Ask(Method::kPost, "/v1/sent?utm_source=mail").status, 200) << "what systems append";
  EXPECT_EQ(Ask(Method::kGet, "/?utm_source=mail").status, 200) << "a page people come to";
}

TEST_F(RouterTest, ABodyOfAnotherTypeIsRefusedWhereJsonAloneIsTaken) {
  Route takes;
  takes.method = Method::kPost;
  takes.pattern = "/v1/takes";
  takes.summary = "test";
  takes.request_schema = "Anything";
  takes.handler = [](const RouteContext&, Responder responder) { responder.Send({}); };
  router_.Add(Permission::kReadLeads, std::move(takes));
  const auto ask = [&](std::string_view type, std::string body) {
    HttpRequest request = MakeRequest(Method::kPost, "/v1/takes", "secret");
    if (!type.empty()) request.AddHeader("Content-Type", type);
    request.body = std::move(body);
    router_.Handle(request, catcher_.NewResponder());
    return catcher_.TakeOne().status;
  };
  EXPECT_EQ(ask("text/plain", "{}"), 415);
  EXPECT_EQ(ask("application/x-www-form-urlencoded", "a=b"), 415);
  EXPECT_EQ(ask("application/x-www-form-urlencoded", " {}"), 200) << "as `curl -d` sends JSON";
  EXPECT_EQ(ask("Application/JSON ; charset=utf-8", "{}"), 200);
  EXPECT_EQ(ask("application/merge-patch+json", "{}"), 200);
  EXPECT_EQ(ask("", "{}"), 200) << "as it is meant";
  EXPECT_EQ(ask("text/plain", ""), 200) << "nothing is of no type";
}

TEST_F(RouterTest, AProblemNamesThePathAndTheWayOut) {
  const HttpResponse response = Ask(Method::kGet, "/v1/nothing?q=1");
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_THAT(response.body, HasSubstr("\"instance\":\"/v1/nothing\""));
  EXPECT_THAT(response.body, HasSubstr("/openapi.json"));
}

TEST_F(RouterTest, TheHeadAloneSaysWhetherARequestMayCome) {
  EXPECT_FALSE(router_.Admit(MakeRequest(Method::kPost, "/v1/leads", "secret")).has_value());
  EXPECT_EQ(router_.Admit(MakeRequest(Method::kPost, "/v1/leads", "x"))->status, 401);
  EXPECT_EQ(router_.Admit(MakeRequest(Method::kPut, "/v1/leads", "secret"))->status, 405);
  EXPECT_EQ(router_.Admit(MakeRequest(Method::kPost, "/v1/none", "secret"))->status, 404);
  EXPECT_TRUE(catcher_.TakeAll().empty());
}

struct Told : AnswerObserver {
  void OnAnswer(size_t route, int status, TimeUs took_us) override {
    answers.push_back({route, status, took_us});
  }
  struct Answer {
    size_t route;
    int status;
    TimeUs took_us;
    bool operator==(const Answer&) const = default;
  };
  std::vector<Answer> answers;
};

TEST_F(RouterTest, AnObserverIsToldOfEveryAnswerOnce) {
  FakeClock clock(0);
  std::vector<Responder> kept;
  router_.Add(Permission::kReadLeads,
              {.method = Method::kGet, .pattern = "/v1/slow", .handler = [&](const auto&, auto r) {
                 kept.push_back(std::move(r));
               }});
  const auto told = std::make_shared<Told>();
  router_.Watch(told, clock);
  Ask(Method::kGet, "/healthz");
  Ask(Method::kGet, "/v1/nothing");
  router_.Handle(MakeRequest(Method::kGet, "/v1/slow", "secret"), catcher_.NewResponder());
  clock.Advance(1500);
  kept.clear();  // dropped unanswered
  EXPECT_EQ(catcher_.TakeOne().status, 500);
  const size_t none = router_.routes().size();
  EXPECT_THAT(told->answers, ElementsAre(Told::Answer{1, 200, 0}, Told::Answer{none, 404, 0},
                                         Told::Answer{none - 1, 500, 1500}));
}

TEST(Query, PairsKeepTheirOrderAndMayLackValues) {
  EXPECT_THAT(*ParseQuery("b=2&a=1&&c&d=&=e&a=3"),
              ElementsAre(Pair("b", "2"), Pair("a", "1"), Pair("c", ""), Pair("d", ""),
                          Pair("", "e"), Pair("a", "3")));
  EXPECT_TRUE(ParseQuery("")->empty());
}

TEST(RouterDeathTest, TheSameRouteTwiceIsABrokenInvariant) {
  const AccessCheck access;
  Router router(access);
  const Route route{.pattern = "/a", .handler = [](const RouteContext&, Responder) {}};
  router.Add(Permission::kAnyone, route);
  EXPECT_DEATH(router.Add(Permission::kAnyone, route), "pattern");
}

}  // namespace
}  // namespace signalbox
