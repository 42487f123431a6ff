#include "insight/text/language.h"

#include <gtest/gtest.h>

#include <string>

namespace signalbox {
namespace {

struct Sentence {
  const char* code;
  const char* text;
};

// Ours, in twelve languages.
constexpr Sentence kSentences[] = {
    {"en", "We would like to know what your product costs for fifty people."},
    {"en", "Could somebody please call me back before the end of the week?"},
    {"de", "Wir möchten wissen, was Ihr Produkt für fünfzig Personen kostet."},
    {"de", "Könnte mich bitte jemand vor dem Ende der Woche zurückrufen?"},
    {"fr", "Nous aimerions savoir combien coûte votre produit pour cinquante personnes."},
    {"fr", "Quelqu'un pourrait-il me rappeler avant la fin de la semaine ?"},
    {"es", "Nos gustaría saber cuánto cuesta su producto para cincuenta personas."},
    {"es", "¿Podría alguien llamarme antes del final de la semana, por favor?"},
    {"it", "Vorremmo sapere quanto costa il vostro prodotto per cinquanta persone."},
    {"it", "Qualcuno potrebbe richiamarmi prima della fine della settimana?"},
    {"pt", "Gostaríamos de saber quanto custa o seu produto para cinquenta pessoas."},
    {"pt", "Alguém poderia me ligar de volta antes do fim da semana, por favor?"},
    {"nl", "Wij willen graag weten wat uw product voor vijftig mensen kost."},
    {"nl", "Kan iemand mij alstublieft voor het einde van de week terugbellen?"},
    {"pl", "Chcielibyśmy wiedzieć, ile kosztuje państwa produkt dla pięćdziesięciu osób."},
    {"pl", "Czy ktoś mógłby do mnie oddzwonić przed końcem tygodnia?"},
    {"sv", "Vi skulle vilja veta vad er produkt kostar för femtio personer."},
    {"sv", "Skulle någon kunna ringa tillbaka till mig före veckans slut?"},
    {"tr", "Ürününüzün elli kişi için ne kadara mal olduğunu öğrenmek istiyoruz."},
    {"tr", "Birisi hafta sonundan önce beni geri arayabilir mi lütfen?"},
    {"ru", "Мы хотели бы узнать, сколько стоит ваш продукт для пятидесяти человек."},
    {"ru", "Не мог бы кто-нибудь перезвонить мне до конца недели?"},
    {"ja", "五十人で使う場合、御社の製品の価格を教えてください。"},
    {"ja", "今週末までにどなたか折り返しお電話をいただけますか。"},
};

TEST(TextLanguage, IsToldInTwelveLanguages) {
  int right = 0;
  for (const Sentence& sentence : kSentences) {
    const TextLanguage found = DetectLanguage(sentence.text);
    right += found.code == sentence.code ? 1 : 0;
    EXPECT_EQ(found.is_read, std::string(sentence.code) == "en") << sentence.text;
  }
  EXPECT_GE(right, 23) << "of " << std::size(kSentences);
}

TEST(TextLanguage, ShortEnglishIsReadAndOtherScriptsNeverAre) {
  for (const char* text : {"Hello", "price?", "call me", "ok", "", "42"})
    EXPECT_TRUE(DetectLanguage(text).is_read) << text;
  for (const char* text : {"привет", "価格は?", "cuánto cuesta esto", "wie viel kostet das bitte"})
    EXPECT_FALSE(DetectLanguage(text).is_read) << text;
}

TEST(TextLanguage, TakesAnyBytes) {
  EXPECT_EQ(DetectLanguage(std::string("\xff\xfe\0\xc3(", 5)).code, "und");
  EXPECT_TRUE(DetectLanguage(std::string(100'000, 'a')).code.size() >= 2);
}

}  // namespace
}  // namespace signalbox
