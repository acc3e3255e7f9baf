#include "read/guess/column_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <unordered_map>

namespace interplay {
namespace {

using enum NameStrength;

// "id" and the like may follow every name of users and items.
constexpr std::array table = {
    UsualNames{Role::user, first, "user uid"},
    UsualNames{Role::user, usual,
               "customer reviewer visitor member buyer shopper listener viewer reader player consumer subscriber usr "
               "msno steamid benutzer nutzer kunde kunden utilisateur usuario utente gebruiker klant uzytkownik "
               "пользователь 用户 用戶 顾客 顧客 ユーザー 사용자"},
    UsualNames{Role::user, beside,
               "person account client patient student learner employee household cliente author username reviewername "
               "customername profilename reviewprofilename screenname nickname login profile session visit device "
               "cookie"},

    UsualNames{Role::item, first, "item iid"},
    UsualNames{
        Role::item, usual,
        "movie mid product book isbn isbn13 asin song track film anime manga recipe joke business article news "
        "ad adv advert advertisement game podcast episode restaurant hotel venue beer beerbeer wine poi "
        "stockcode sku productcode itemcode artikel produkt buch produit livre producto articulo "
        "pelicula libro prodotto articolo produto artigo товар фильм 商品 物品 电影 電影 図書 アイテム 상품 아이템"},
    UsualNames{Role::item, beside,
               "artist album place location show series video photo post document doc paper content course lesson "
               "exercise problem question skill job app application merchant store shop brand category drug gene "
               "parentasin moviename bookname gamename productname movietitle booktitle gametitle producttitle "
               "businessname artistname itemname"},

    UsualNames{Role::target, first, "rating ratings star stars target label y"},
    UsualNames{Role::target, usual,
               "starrating overall overallrating userrating bookrating movierating itemrating reviewoverall "
               "reviewrating reviewscore reviewstars score ratingscore ratingvalue click clicked isclick isclicked "
               "bewertung valoracion puntuacion calificacion punteggio voto avaliacao waardering betyg ocena оценка "
               "评分 評分 打分 得分 評価 평점"},
    UsualNames{Role::target, beside,
               "bought isbought purchased ispurchased buy converted conversion liked like islike skipped isskip "
               "listened watched response feedback preference relevance grade vote votes note nota interaction "
               "interactions plays playcount numplays nplays timesplayed totalplays listencount listens listen "
               "count counts cnt freq frequency hours hoursplayed playtime minutes minutesplayed watchtime watchratio "
               "views viewcount clicks clickcount visits visitcount checkins quantity qty purchases purchasecount "
               "scrobbles value"},

    UsualNames{Role::time, first, "timestamp time unixtime datetime"},
    UsualNames{Role::time, usual,
               "ts date epoch unixtimestamp unixreviewtime timems utctime localtime reviewtime reviewdate ratingtime "
               "ratingdate ratedat eventtime eventdate eventtimestamp tdat orderdate orderdatetime purchasedate "
               "transactiondate transactiontime invoicedate createdat created createddate createdtime creationdate "
               "clicktime viewtime visittime checkintime checkindate watchedat listenedat playedat dateadded "
               "zeit datum zeitpunkt zeitstempel fecha 时间 時間 日期 时间戳"},

    UsualNames{Role::weight, first, "weight weights sampleweight instanceweight caseweight"},
};

bool separates(char c) { return c == '_' || c == '-' || c == ' ' || c == '.'; }
char lowered(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Without a type as RecBole and graph data bases write it.
std::string_view without_type(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return name;
  std::string type;
  for (const char c : name.substr(colon + 1)) type += lowered(c);
  for (const std::string_view known : {"token", "token_seq", "float", "float_seq", "int", "integer", "long", "double",
                                       "string", "str", "date", "datetime", "timestamp", "boolean", "bool", "id"})
    if (type == known) return name.substr(0, colon);
  return name;
}

std::string folded(std::string_view name) {
  std::string plain;
  for (const char c : without_type(name))
    if (!separates(c)) plain += lowered(c);
  return plain;
}

template <class Visit>
void each_word(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    visit(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

using Names = std::unordered_map<std::string_view, UsualName>;

const Names& known_names() {
  static const Names names = [] {
    Names all;
    int rank = 0;
    for (const UsualNames& line : table)
      each_word(line.names, [&](std::string_view word) { all.try_emplace(word, line.role, line.strength, rank++); });
    return all;
  }();
  return names;
}

constexpr std::array<std::string_view, 14> id_endings = {"identifier", "number", "uuid", "guid",  "idx", "ids", "num",
                                                         "key",        "code",   "hash", "index", "nr",  "no",  "id"};

bool is_one_of(std::string_view word, std::string_view words) {
  bool found = false;
  each_word(words, [&](std::string_view each) { found = found || each == word; });
  return found;
}

}  // namespace

std::span<const UsualNames> usual_names() { return table; }

std::optional<UsualName> usual_name(std::string_view header) {
  const std::string plain = folded(header);
  const Names& names = known_names();
  if (const auto found = names.find(plain); found != names.end()) return found->second;
  for (const std::string_view ending : id_endings) {
    if (plain.size() <= ending.size() || !plain.ends_with(ending)) continue;
    const auto found = names.find(std::string_view(plain).substr(0, plain.size() - ending.size()));
    if (found == names.end()) continue;
    if (found->second.role == Role::user || found->second.role == Role::item) return found->second;
  }
  std::string lower;
  const std::string_view last = last_word(header, lower);
  if (last.size() < plain.size() && is_one_of(last, "rating ratings score stars"))
    return UsualName{Role::target, beside, static_cast<int>(names.size())};
  return std::nullopt;
}

std::optional<Role> usual_role(std::string_view header) {
  const auto found = usual_name(header);
  return found ? std::optional(found->role) : std::nullopt;
}

std::string_view last_word(std::string_view header, std::string& lower) {
  header = without_type(header);
  std::size_t begin = 0;
  for (std::size_t i = 1; i < header.size(); ++i) {
    const auto upper = [&](std::size_t at) { return std::isupper(static_cast<unsigned char>(header[at])) != 0; };
    if (separates(header[i - 1]) || (upper(i) && !upper(i - 1))) begin = i;
  }
  lower.clear();
  for (const char c : header.substr(begin))
    if (!separates(c)) lower += lowered(c);
  return lower;
}

bool names_codes(std::string_view header) {
  std::string lower;
  const std::string_view last = last_word(header, lower);
  if (is_one_of(last,
                "id ids idx uid uuid guid code codes key keys no nr num hash zip zipcode postcode plz isbn asin "
                "sku ean gtin type kind category cat class cluster group segment site domain device model brand "
                "store shop region city country county state area district channel ip bin"))
    return true;
  const std::string plain = folded(header);
  return plain.size() > 2 && plain.ends_with("id") && last != "paid" && last != "valid" && last != "bid" &&
         last != "grid" && last != "covid" && last != "acid" && last != "humid";
}

bool names_part_of_time(std::string_view header) {
  std::string lower;
  return is_one_of(
             last_word(header, lower),
             "year yr month week day hour weekday dayofweek dow quarter date time timestamp jahr monat tag stunde "
             "publication") ||
         is_one_of(folded(header), "dayofweek dayofmonth dayofyear hourofday weekofyear yearofpublication");
}

bool names_attribute(std::string_view header) {
  std::string lower;
  return is_one_of(last_word(header, lower),
                   "price cost discount age lat lon lng latitude longitude zip size length width height distance "
                   "page pages position rank duration runtime temperature budget preis");
}

bool names_row_numbers(std::string_view header) {
  const std::string plain = folded(header);
  return plain.starts_with("unnamed:") || is_one_of(plain, "index idx row rowid rownumber rownum rowno recordid id");
}

}  // namespace interplay
